import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // vitest would leave one core idle, on a small machine that is half of it; and scenarios mostly wait.
    maxWorkers: '150%',
    // A process for each file would cost half a minute; what one file leaves behind, the next one is to meet.
    isolate: false,
    // A child is begun by a copy of the worker's page tables: left alone, garbage grows to a gigabyte and makes each git ten times as dear.
    execArgv: ['--max-old-space-size=512'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    restoreMocks: true,
    passWithNoTests: false,
  },
});
