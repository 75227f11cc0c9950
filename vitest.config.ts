import { defineConfig } from 'vitest/config';

/** They measure what they cost, which a heap shared with the files before them would change. */
const MEASURED = [
  'test/evidence/hostile/hostile.test.ts',
  'test/evidence/log/hostile-logs.test.ts',
  'test/evidence/mask-secrets.test.ts',
  'test/sandbox/front-door.test.ts',
];

export default defineConfig({
  test: {
    // Twice the two cores: most tests wait for a command or a browser they started.
    maxWorkers: 4,
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
