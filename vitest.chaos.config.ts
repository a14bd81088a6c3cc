import { defineConfig } from 'vitest/config';

/** Some minutes of killing: apart from the gate, which has five minutes for everything. */
export default defineConfig({
  test: {
    include: ['test/chaos/**/*.chaos.ts'],
    testTimeout: 900_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
