// The man pages, from what `--help` says: `npm run docs` writes them, `npm run check` compares.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './run.mjs';

const CLI = join(ROOT, 'dist', 'cli.js');
const FOLDER = join(ROOT, 'man');
const MANIFEST = join(ROOT, 'package.json');
const manifest = () => JSON.parse(readFileSync(MANIFEST, 'utf8'));
const listed = (pages) =>
  [...pages.keys()].toSorted((left, right) => left.localeCompare(right)).map((name) => `./man/${name}`);

/** With what is laid out over several lines on one again. */
function helpOf(words) {
  const { output } = run(process.execPath, [CLI, ...words, '--help'], { capture: true });
  const [usage, ...text] = output.trimEnd().split('\n\n');
  const [about, ...rest] = text;
  return [
    usage,
    about.replaceAll('\n', ' '),
    ...rest
      .join('\n\n')
      .replaceAll(/\n {10,}(?=\S)/g, ' ')
      .split('\n'),
  ];
}

const roff = (text) =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');

/** `  --json   print …`: what it is called, and what it does. */
function entry(line) {
  const [, term, text] = /^ {2}(\S.*?)(?: {2,}(.*))?$/.exec(line) ?? [];
  return term === undefined ? [] : ['.TP', `.B ${roff(term)}`, roff(text ?? '')];
}

const HEADINGS = {
  Options: 'OPTIONS',
  'Global Options': 'GLOBAL OPTIONS',
  Commands: 'COMMANDS',
  Arguments: 'ARGUMENTS',
};

function pageOf(name, version, help) {
  const page = [`.TH ${roff(name.toUpperCase())} 1 "" "rolemend ${version}"`];
  const [usage, summary, ...lines] = help;
  page.push(
    '.SH NAME',
    `${roff(name)} \\- ${roff(summary)}`,
    '.SH SYNOPSIS',
    `.B ${roff(usage.replace(/^Usage: /, ''))}`,
  );
  let isList = false;
  for (const line of lines) {
    const heading = HEADINGS[line.replace(/:$/, '')];
    if (heading !== undefined) page.push(`.SH ${heading}`);
    else if (line === 'Example:') page.push('.SH EXAMPLE', '.nf');
    else if (line.startsWith('Exit codes: '))
      page.push('.fi', '.SH EXIT STATUS', roff(line.replace(/^Exit codes: /, '')));
    else if (line.startsWith('  ') && isList) page.push(...entry(line));
    else if (line.trim() === '') page.push('.PP');
    else page.push(roff(line.trim()));
    if (line.endsWith(':')) isList = heading !== undefined;
  }
  return `${page.join('\n').replaceAll(/(?:\n\.PP)+(?=\n\.SH|$)/g, '')}\n`;
}

/** Every page by its file's name. */
export function manPages() {
  const { version } = manifest();
  const help = helpOf([]);
  const from = help.indexOf('Commands:') + 1;
  const lines = help.slice(from, help.indexOf('', from));
  const commands = lines
    .flatMap((line) => /^ {2}([a-z]+)/.exec(line)?.[1] ?? [])
    .filter((one) => one !== 'help');
  const pages = commands.map((name) => [
    `rolemend-${name}.1`,
    pageOf(`rolemend-${name}`, version, helpOf([name])),
  ]);
  return new Map([['rolemend.1', pageOf('rolemend', version, help)], ...pages]);
}

export function writeManPages() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  const pages = manPages();
  for (const [name, text] of pages) writeFileSync(join(FOLDER, name), text);
  const text = `${JSON.stringify({ ...manifest(), man: listed(pages) }, null, 2)}\n`;
  // Written again, it would be newer than `dist/`.
  if (readFileSync(MANIFEST, 'utf8') !== text) writeFileSync(MANIFEST, text);
}

/** What is not as `--help` has it, in words. */
export function staleManPages() {
  const pages = manPages();
  const there = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  const stale = [...pages].filter(
    ([name, text]) => !there.includes(name) || readFileSync(join(FOLDER, name), 'utf8') !== text,
  );
  const gone = there.filter((name) => !pages.has(name));
  const names = [...stale.map(([name]) => `man/${name}`), ...gone.map((name) => `man/${name}`)];
  const isListed = manifest().man?.join() === listed(pages).join();
  return [...names, ...(isListed ? [] : ['`man` of package.json'])].map(
    (name) => `${name} is not what \`--help\` says; run \`npm run docs\``,
  );
}
