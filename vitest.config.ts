import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 2,
    // Far above what any test takes: real clients are slow on a busy machine, and a test that hangs still ends.
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
