import type { Usage } from './report.ts';

/** Sums of several runs. `unknownRuns` counts the runs that told nothing, so that a sum never looks more certain than it is. */
export type UsageSum = { inputTokens: number; outputTokens: number; costUsd: number; unknownRuns: number };

/** Input tokens as shown to people: fresh, read from the cache and written to it. Null when nothing is known. */
export function shownInputTokens(usage: Usage): number | null {
  const parts = [usage.inputTokens, usage.cacheReadTokens, usage.cacheCreationTokens];
  return parts.every((part) => part === null)
    ? null
    : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

export function sumUsage(runs: readonly Usage[]): UsageSum {
  const sum: UsageSum = { inputTokens: 0, outputTokens: 0, costUsd: 0, unknownRuns: 0 };
  for (const run of runs) {
    const input = shownInputTokens(run);
    sum.inputTokens += input ?? 0;
    sum.outputTokens += run.outputTokens ?? 0;
    sum.costUsd += run.costUsd ?? 0;
    if (input === null && run.outputTokens === null && run.costUsd === null) sum.unknownRuns += 1;
  }
  return sum;
}
