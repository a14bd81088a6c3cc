import type { Price } from './project.ts';
import type { Usage } from './report.ts';

const MILLION = 1_000_000;

/** What tokens cost in US dollars; null when none are known. */
export function costOf(usage: Usage, price: Price): number | null {
  const { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens } = usage;
  if (inputTokens === null && outputTokens === null) return null;
  const dollars =
    (inputTokens ?? 0) * price.input +
    (outputTokens ?? 0) * price.output +
    (cacheReadTokens ?? 0) * price.cacheRead +
    (cacheCreationTokens ?? 0) * price.cacheCreation;
  return dollars / MILLION;
}

/** How prices of one model stand to that of its fresh input, as vendors' lists have it; good enough for an estimate. */
const ratios = { output: 5, cacheRead: 0.1, cacheCreation: 1.25 } as const;

type Sums = {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  costUsd: number;
};

/** The price list of a model, guessed from what earlier runs of it were charged with; null before there were any. */
export function observedPrice(sums: Sums): Price | null {
  const weighted =
    sums.inputTokens +
    sums.outputTokens * ratios.output +
    sums.cacheReadTokens * ratios.cacheRead +
    sums.cacheCreationTokens * ratios.cacheCreation;
  if (weighted <= 0 || sums.costUsd <= 0) return null;
  const input = (sums.costUsd / weighted) * MILLION;
  return {
    input,
    output: input * ratios.output,
    cacheRead: input * ratios.cacheRead,
    cacheCreation: input * ratios.cacheCreation,
  };
}
