// `npm run assemble`: WebAssembly text into the bytes that the program carries; `--check` only says whether they are.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openWabt from 'wabt';
import { ROOT } from './run.mjs';

const SOURCE = join(ROOT, 'src/evidence/log/byte-scan.wat');
const TARGET = join(ROOT, 'src/evidence/log/byte-scan-code.ts');

const wabt = await openWabt();
const module = wabt.parseWat(SOURCE, readFileSync(SOURCE, 'utf8'), { simd: true, multi_value: true });
const lines = Buffer.from(module.toBinary({}).buffer)
  .toString('base64')
  .match(/.{1,100}/g)
  .map((line) => `  '${line}'`);
const code = `/** byte-scan.wat in base64, made by \`npm run assemble\`. */\nexport const BYTE_SCAN_CODE: string =\n${lines.join(' +\n')};\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, code);
} else if (readFileSync(TARGET, 'utf8') !== code) {
  console.log(`${TARGET} is not what its source says; run \`npm run assemble\``);
  process.exit(1);
}
