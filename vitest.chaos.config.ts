import { defineConfig } from 'vitest/config';

/** Some minutes of killing, and of a monkey at the chat: apart from the gate, which has five minutes for everything. */
export default defineConfig({
  test: {
    include: ['test/chaos/**/*.chaos.ts'],
    // What is killed keeps its own time: beside another one it would meet other limits.
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
