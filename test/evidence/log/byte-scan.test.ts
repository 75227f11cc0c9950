import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('the code that scans bytes', () => {
  it('is what the assembler makes of its text', () => {
    const { status, stdout } = spawnSync(process.execPath, ['scripts/assemble.mjs', '--check'], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
