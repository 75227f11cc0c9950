// The layer check, and the check of the check: it must see every file and must catch a planted bad import.
// A cruiser that reads nothing exits 0, which is how a layer check dies unnoticed.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRIES } from './room-entries.mjs';
import { PLANTED_NAME, ROOT, runTool } from './run.mjs';

// What each planted file imports, and the rule that has to say so.
const PLANTED = [
  { file: `basics/${PLANTED_NAME}`, imports: "import '#iam/decision.ts';", rule: 'basics-imports' },
  {
    file: `render/${PLANTED_NAME}`,
    imports: "import { applyPlan } from '#apply/apply.ts';\nvoid applyPlan;",
    rule: 'render-types',
  },
  { file: `cli/${PLANTED_NAME}`, imports: "import '#plan/proof.ts';", rule: 'plan-entries' },
];

function cruise() {
  const { output } = runTool(
    'depcruise',
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

for (const entry of unusedEntries()) problems.push(`${entry} is listed as an entry, and nobody imports it`);

try {
  for (const { file, imports } of PLANTED) writeFileSync(join(ROOT, 'src', file), `${imports}\n`);
  const caught = cruise().summary.violations;
  for (const { file, rule } of PLANTED)
    if (!caught.some(({ from, rule: { name } }) => from === `src/${file}` && name === rule))
      problems.push(`the layer check did not catch the import planted in src/${file}`);
} finally {
  for (const { file } of PLANTED) rmSync(join(ROOT, 'src', file), { force: true });
}

function unusedEntries() {
  const crossing = modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => resolved).filter((to) => roomOf(to) !== roomOf(source)),
  );
  const used = new Set(crossing);
  return Object.entries(ENTRIES)
    .flatMap(([room, files]) => files.map((file) => `src/${room}/${file}`))
    .filter((entry) => !used.has(entry));
}

function roomOf(path) {
  return path.split('/').slice(0, 2).join('/');
}

for (const problem of problems) console.error(problem);
console.log(`${seen} modules, ${problems.length} layer problems`);
process.exit(problems.length === 0 ? 0 : 1);
