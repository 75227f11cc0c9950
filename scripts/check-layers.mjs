// The layer check, and the check of the check: it must see every file and must catch a planted bad import.
// A cruiser that reads nothing exits 0, which is how a layer check dies unnoticed.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, tool } from './run.mjs';

const PLANTED = join(ROOT, 'src', 'basics', 'planted-bad-import.ts');

function cruise() {
  const { output } = run(
    tool('depcruise'),
    ['src', 'test/oracle', '--config', '.dependency-cruiser.mjs', '--output-type', 'json'],
    { capture: true },
  );
  const start = output.indexOf('{');
  return JSON.parse(output.slice(start, output.lastIndexOf('}') + 1));
}

const files = readdirSync(join(ROOT, 'src'), { recursive: true }).filter((name) => /\.tsx?$/.test(name));
const { modules, summary } = cruise();
const seen = modules.filter((module) => module.source.startsWith('src/')).length;
const problems = summary.violations.map(({ from, to, rule }) => `${from} imports ${to}: ${rule.name}`);
if (seen < files.length) problems.push(`the layer check saw ${seen} of ${files.length} files`);

try {
  writeFileSync(PLANTED, "import '#iam/decision.ts';\n");
  const caught = cruise().summary.violations.some(({ from }) => from.endsWith('planted-bad-import.ts'));
  if (!caught) problems.push('the layer check did not catch a planted bad import');
} finally {
  rmSync(PLANTED, { force: true });
}

for (const problem of problems) console.error(problem);
console.log(`${seen} modules, ${problems.length} layer problems`);
process.exit(problems.length === 0 ? 0 : 1);
