import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One more than the two cores: most tests wait for a command they started.
    maxWorkers: 3,
    // Files share what they import; none changes a module.
    isolate: false,
    // Far above what any test takes: real clients are slow on a busy machine, and a test that hangs still ends.
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
