// `npm run docs`: what of the docs is written from the source: the list of docs/findings, docs/schemas and the man pages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeManPages } from './man.mjs';
import { build, install, ROOT, runTool } from './run.mjs';
import { FOLDER as SCHEMAS, writeSchemas } from './schemas.mjs';

await install();
await build();
const { FINDING_CODES } = await import(join(ROOT, 'dist', 'index.mjs'));
const rows = Object.entries(FINDING_CODES).map(([code, title]) => `| [\`${code}\`](${code}.md) | ${title} |`);
writeFileSync(
  join(ROOT, 'docs', 'findings', 'README.md'),
  `# Finding codes\n\nA code never changes its meaning; its title may be worded better. This list is made by \`npm run docs\`.\n\n| code | title |\n| --- | --- |\n${rows.join('\n')}\n`,
);
await writeSchemas();
runTool('biome', ['format', '--write', join('docs', 'findings'), SCHEMAS], { capture: true });
writeManPages();
