// `npm run bench [NAME …]`: every file of bench/, each row with its ratio to a yardstick measured in the same run.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { importBundled } from './bundle.mjs';
import { build, install, ROOT } from './run.mjs';

await install();
await build();
const wanted = process.argv.slice(2);
const files = readdirSync(join(ROOT, 'bench')).filter((name) => name.endsWith('.ts'));
let missed = 0;
for (const file of files.filter((name) => wanted.length === 0 || wanted.includes(name.replace('.ts', '')))) {
  const { run } = await importBundled(join('bench', file));
  console.log(`\n${file.replace('.ts', '')}`);
  for (const { name, value, unit, target, ratio, yardstick, met } of await run()) {
    if (met === false) missed += 1;
    const mark = met === undefined ? ' ' : met ? '✓' : '✗';
    console.log(
      `${mark} ${name}: ${value} ${unit}${target ? ` (target ${target})` : ''}${ratio ? `, ${ratio} × ${yardstick}` : ''}`,
    );
  }
}
console.log(`\n${missed} targets missed`);
