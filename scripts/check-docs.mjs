// The docs against the program: every finding code has its page and is in the list, every page belongs to a code,
// every command and option that the docs name in a shell block exists, docs/operator.md names the permission of
// every read that `src/aws` makes, docs/facts.md has every section that the code cites, and what `npm run docs` writes
// is as it would be written now.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { staleManPages } from './man.mjs';
import { isBuilt, ROOT, run } from './run.mjs';
import { staleSchemas } from './schemas.mjs';

// Of a page that an old program does not know it would be said that it has no code.
if (!isBuilt('index.mjs', 'cli.js', 'program/program.cjs')) {
  console.log('dist/ is older than the source, or is not there\nhelp: run `npm run build` first');
  process.exit(1);
}
const CLI = join(ROOT, 'dist', 'cli.js');
const problems = [];

function markdownFiles() {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs];
}

const help = new Map();
/** What `rolemend COMMAND --help` says; null: there is no such command. */
function helpOf(command) {
  if (!help.has(command)) {
    const { code, output } = run(process.execPath, [CLI, ...command.split(' ').filter(Boolean), '--help'], {
      capture: true,
    });
    help.set(command, code === 0 ? output : null);
  }
  return help.get(command);
}

function checkCommands(file, text) {
  for (const [, block] of text.matchAll(/```(?:sh|bash|console)\n([\s\S]*?)```/g)) {
    for (const [, command = '', rest = ''] of block.matchAll(/\brolemend ([a-z]+)([^\n|>#]*)/g)) {
      const said = helpOf(command);
      if (said === null || !said.includes(`rolemend ${command}`)) {
        problems.push(`${file}: there is no command \`rolemend ${command}\``);
        continue;
      }
      for (const [option] of rest.matchAll(/(?<=\s)--[a-z-]+/g)) {
        if (!said.includes(option)) problems.push(`${file}: \`rolemend ${command}\` has no option ${option}`);
      }
    }
  }
}

function checkLinks(file, text) {
  for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
    if (!existsSync(join(ROOT, file, '..', target))) problems.push(`${file}: \`${target}\` is not there`);
  }
}

/** A code that no cause, meaning or layer gives is none; codes.ts only lists them. */
function sourceOfFindings() {
  const folder = join(ROOT, 'src', 'diagnosis');
  const files = readdirSync(folder, { recursive: true }).filter(
    (name) => name.endsWith('.ts') && name !== 'codes.ts',
  );
  const layers = join(ROOT, 'src', 'catalog', 'layers.ts');
  return [...files.map((name) => join(folder, name)), layers]
    .map((path) => readFileSync(path, 'utf8'))
    .join();
}

async function checkFindings() {
  const { FINDING_CODES } = await import(join(ROOT, 'dist', 'index.mjs'));
  const codes = Object.keys(FINDING_CODES);
  const folder = join(ROOT, 'docs', 'findings');
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');
  for (const code of codes)
    if (!pages.includes(`${code}.md`)) problems.push(`docs/findings/${code}.md is missing`);
  const source = sourceOfFindings();
  for (const code of codes) if (!source.includes(`'${code}'`)) problems.push(`nothing finds \`${code}\``);
  for (const page of pages) {
    if (!codes.includes(page.replace(/\.md$/, ''))) problems.push(`docs/findings/${page} is of no code`);
  }
  const list = readFileSync(join(folder, 'README.md'), 'utf8').replace(/ +/g, ' ');
  for (const [code, title] of Object.entries(FINDING_CODES)) {
    if (!list.includes(`| [\`${code}\`](${code}.md) | ${title} |`)) {
      problems.push(`docs/findings/README.md does not list \`${code}\` as it is; run \`npm run docs\``);
    }
  }
}

/** Whom an operator asks for rights needs the whole list; to be asked who one is needs no permission. */
function checkReads() {
  const named = readFileSync(join(ROOT, 'docs', 'operator.md'), 'utf8');
  const sources = readdirSync(join(ROOT, 'src', 'aws'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts'),
  );
  for (const source of sources) {
    const text = readFileSync(join(ROOT, 'src', 'aws', source), 'utf8');
    for (const [, service, operation] of text.matchAll(/\bread\(\s*'([a-z0-9-]+)',\s*'(\w+)'/g)) {
      // The service of authorization details is IAM's by its actions. Source: facts 3.4.
      const action = `${service === 'iam-toolbox' ? 'iam' : service}:${operation}`;
      if (action !== 'sts:GetCallerIdentity' && !named.includes(`\`${action}\``))
        problems.push(`docs/operator.md does not name \`${action}\`, which src/aws/${source} asks for`);
    }
  }
}

/** ``facts 5.1, 5.6 [BOTO codebuild]``: sections of docs/facts.md, by which a reader comes to AWS's own page. */
function checkCitations() {
  const facts = readFileSync(join(ROOT, 'docs', 'facts.md'), 'utf8');
  const sections = new Set([...facts.matchAll(/^#{2,3} (\d+(?:\.\d+)?)/gm)].map(([, number]) => number));
  for (const room of ['src', 'test', 'bench', 'scripts']) {
    const names = readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter(
      (one) => /\.(?:ts|tsx|mjs)$/.test(one) && !one.includes('node_modules'),
    )) {
      const text = readFileSync(join(ROOT, room, name), 'utf8');
      for (const [, cited] of text.matchAll(/\bfacts (\d+\.\d+(?:(?:, | to | and )\d+\.\d+)*)/g))
        for (const [number] of cited.matchAll(/\d+\.\d+/g))
          if (!sections.has(number))
            problems.push(`${join(room, name)} cites facts ${number}, which docs/facts.md lacks`);
    }
  }
}

for (const file of markdownFiles()) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  checkCommands(file, text);
  checkLinks(file, text);
}
checkReads();
checkCitations();
problems.push(...staleManPages(), ...(await staleSchemas()));
await checkFindings();
console.log(problems.length === 0 ? 'the docs say what is there' : problems.join('\n'));
process.exit(problems.length === 0 ? 0 : 1);
