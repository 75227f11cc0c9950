// `npm run demo`: from a fresh clone to a green build on the embedded sandbox.
import { build, install, ROOT, run } from './run.mjs';
import { join } from 'node:path';

await install();
await build();
process.exit(run(process.execPath, [join(ROOT, 'dist', 'cli.js'), 'demo', ...process.argv.slice(2)]).code);
