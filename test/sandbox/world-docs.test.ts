import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { arrangeWorld } from '#sandbox/worlds/arrange-world.ts';
import { readWorld } from '#sandbox/worlds/world-file.ts';
import { startSandbox } from '#sandbox/server.ts';
import { newWorld, regionOf } from '#sandbox/world.ts';

test('the world file of the documentation is a world, and its build fails for want of a token', async () => {
  const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n([^]*?)```/.exec(page) ?? [];
  const read = readWorld(example);
  if (!read.ok) throw new Error(read.error);
  const sandbox = await startSandbox({ world: newWorld({ seed: 'docs' }) });
  expect(await arrangeWorld(sandbox.world, read.value)).toEqual({ ok: true, value: null });
  const [build] = regionOf(sandbox.world, '111122223333', 'eu-west-1').codebuild.builds.values();
  const failed = build?.phases.find(({ phaseStatus }) => phaseStatus === 'FAILED');
  expect(failed?.phaseType).toBe('BUILD');
  await sandbox.close();
});
