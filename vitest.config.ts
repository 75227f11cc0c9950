import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They measure what they cost, which a heap shared with the files before them would change. */
const MEASURED = [
  'test/evidence/hostile/hostile.test.ts',
  'test/evidence/log/hostile-logs.test.ts',
  'test/evidence/mask-secrets.test.ts',
  'test/evidence/yaml-document.test.ts',
  'test/sandbox/front-door.test.ts',
];

/** Short to read and long to run: begun last, as files of their size are, each would run when nothing else is left to do. */
const LONG = [
  'apply/grid/grid.test.ts',
  'worlds/worlds.test.ts',
  'builds/run-build.test.ts',
  'cli/tighten-kill.test.ts',
  'cli/kill.test.ts',
  'iam/agreement/agreement.test.ts',
  'cli/demo.test.ts',
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      LONG.some((name) => moduleId.endsWith(`/test/${name}`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    // Twice the two cores: most tests wait for a command or a browser they started.
    maxWorkers: 4,
    sequence: { sequencer: LongFirst },
    // Far above what any test takes: real clients are slow on a busy machine, and a test that hangs still ends.
    testTimeout: 180_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        // Files share what they import; none changes a module.
        test: { name: 'shared', include: ['test/**/*.test.ts'], exclude: MEASURED, isolate: false },
      },
      { extends: true, test: { name: 'measured', include: MEASURED } },
    ],
  },
});
