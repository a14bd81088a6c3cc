import { defineConfig } from 'vitest/config';

/** The real CLI, which is fetched first: apart from the gate, which needs nothing but `npm ci`. */
export default defineConfig({
  test: {
    include: ['test/cli/**/*.cli.ts'],
    globalSetup: ['test/cli/setup.ts'],
    maxWorkers: '100%',
    // Each of them is a Signalbox and a CLI or two.
    maxConcurrency: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
  },
});
