// `npm pack` bundles other people's code: their licences go with it. Writes THIRD-PARTY-NOTICES.md
// from the packages the bundle really holds, and refuses a licence that is not permissive.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, ROOT } from './run.mjs';

const PERMISSIVE = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-3-Clause',
  'BSD-2-Clause',
  '0BSD',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
]);
const ROOTS = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies);
const BUNDLED_FROM =
  /^(?:@actions\/|@aws-sdk\/|@smithy\/|@hono\/|@cloud-copilot\/iam-data$)|^(?:commander|picocolors|zod|yaml|unbash|hono|fast-xml-parser|diff|fastest-levenshtein|aws4fetch|jsonc-parser|preact|preact-render-to-string|smol-toml)$/;

const folderOf = (name) => join(ROOT, 'node_modules', name);

/** The packages reachable from the bundled ones. */
function reachable() {
  const found = new Map();
  const queue = ROOTS.filter((name) => BUNDLED_FROM.test(name));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name) || !existsSync(folderOf(name))) continue;
    const manifest = JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8'));
    found.set(name, manifest);
    queue.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return [...found].sort(([left], [right]) => (left < right ? -1 : 1));
}

function licenceText(name) {
  const file = readdirSync(folderOf(name)).find((entry) => /^licen[cs]e/i.test(entry));
  return file === undefined ? '' : readFileSync(join(folderOf(name), file), 'utf8').trim();
}

await install();
await build();
const packages = reachable();
const refused = packages.filter(([, { license }]) => !PERMISSIVE.has(license));
if (refused.length > 0) {
  console.error(
    refused.map(([name, { license }]) => `${name}: the licence ${license} is not on the list`).join('\n'),
  );
  process.exit(1);
}
const texts = new Map();
for (const [name, manifest] of packages) {
  const text = licenceText(name);
  const entry = texts.get(text) ?? { licence: manifest.license, names: [] };
  entry.names.push(`${name} ${manifest.version}`);
  texts.set(text, entry);
}
const sections = [...texts].map(
  ([text, { licence, names }]) => `## ${names.join(', ')}\n\n${licence}\n\n\`\`\`\n${text}\n\`\`\``,
);
writeFileSync(
  join(ROOT, 'THIRD-PARTY-NOTICES.md'),
  `# Third-party notices\n\nThe published bundle holds code of these packages.\n\n${sections.join('\n\n')}\n`,
);
console.log(`${packages.length} packages noticed`);
