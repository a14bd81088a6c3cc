import type { Usage } from './report.ts';

/** What one run told of itself. `estimated`: its cost is a guess of ours; `live`: it is still at work and may tell more. */
export type RunUsage = Usage & { estimated: boolean; live: boolean };

/**
 * Sums of several runs. The input tokens hold those read from the cache and written to it, which are told beside them too.
 * `unknownRuns` counts the ended runs whose cost nobody knows, so that a sum never looks more certain than it is.
 */
export type UsageSum = {
  inputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  outputTokens: number;
  costUsd: number;
  /** Some of the cost is a guess of ours. */
  estimated: boolean;
  unknownRuns: number;
};

export const emptySum: UsageSum = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  estimated: false,
  unknownRuns: 0,
};

/** Input tokens as shown to people: fresh, read from the cache and written to it. Null when nothing is known. */
export function shownInputTokens(usage: Usage): number | null {
  const parts = [usage.inputTokens, usage.cacheReadTokens, usage.cacheCreationTokens];
  return parts.every((part) => part === null)
    ? null
    : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

export function sumUsage(runs: readonly RunUsage[]): UsageSum {
  return runs.reduce<UsageSum>(
    (sum, run) => ({
      inputTokens: sum.inputTokens + (shownInputTokens(run) ?? 0),
      cacheReadTokens: sum.cacheReadTokens + (run.cacheReadTokens ?? 0),
      cacheCreationTokens: sum.cacheCreationTokens + (run.cacheCreationTokens ?? 0),
      outputTokens: sum.outputTokens + (run.outputTokens ?? 0),
      costUsd: sum.costUsd + (run.costUsd ?? 0),
      estimated: sum.estimated || (run.costUsd !== null && run.estimated),
      unknownRuns: sum.unknownRuns + (run.costUsd === null && !run.live ? 1 : 0),
    }),
    emptySum,
  );
}
