import { type MessageId, type Phrase, phrase, type Said } from './phrase.ts';
import type { UsageSum } from './usage.ts';

const units = [
  ['amount-days', 86_400],
  ['amount-hours', 3_600],
  ['amount-minutes', 60],
  ['amount-seconds', 1],
] as const satisfies readonly (readonly [MessageId, number])[];

/** The two largest units: `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d`. */
export function durationPhrase(durationMs: number): Phrase {
  let rest = Math.max(0, Math.round(durationMs / 1000));
  const found = units.findIndex(([, seconds]) => rest >= seconds);
  const largest = found < 0 ? units.length - 1 : found;
  const parts = units.slice(largest, largest + 2).map(([unit, seconds]) => {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    return { count, said: phrase(unit, { count: String(count) }) };
  });
  const [first = { said: phrase('amount-seconds', { count: '0' }) }, second] = parts;
  return second === undefined || second.count === 0
    ? first.said
    : phrase('amount-two', { first: first.said, second: second.said });
}

/** `950`, `12.3k`, `4.1M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  const [divisor, unit] = count < 999_950 ? [1e3, 'k'] : [1e6, 'M'];
  return `${(count / divisor).toFixed(1).replace(/\.0$/, '')}${unit}`;
}

export function formatCost(costUsd: number): string {
  return costUsd < 0.01 ? 'under $0.01' : `$${costUsd.toFixed(2)}`;
}

/** As `formatCost`, for people. */
export function costPhrase(costUsd: number): Said {
  return costUsd < 0.01 ? phrase('amount-under-cent') : formatCost(costUsd);
}

/** A cost that a guess of ours is part of is marked as one. */
export function costOfPhrase({ costUsd, estimated }: Pick<UsageSum, 'costUsd' | 'estimated'>): Said {
  return estimated ? phrase('amount-about', { amount: costPhrase(costUsd) }) : costPhrase(costUsd);
}

/** As `formatUnknown`, for people. */
export function unknownPhrase({ unknownRuns }: Pick<UsageSum, 'unknownRuns'>): Phrase | undefined {
  return unknownRuns === 0 ? undefined : phrase('amount-unknown-runs', { count: unknownRuns });
}

/** A cost that a guess of ours is part of is marked as one. */
export function formatCostOf({ costUsd, estimated }: Pick<UsageSum, 'costUsd' | 'estimated'>): string {
  return `${estimated ? '≈ ' : ''}${formatCost(costUsd)}`;
}

/** A sum as people name it: `$10`, `$12.50`. */
export function formatBudget(usd: number): string {
  return `$${Number.isInteger(usd) ? usd : usd.toFixed(2)}`;
}

/** Undefined where every run told its cost. */
export function formatUnknown({ unknownRuns }: Pick<UsageSum, 'unknownRuns'>): string | undefined {
  if (unknownRuns === 0) return undefined;
  return `${unknownRuns} ${unknownRuns === 1 ? 'run' : 'runs'} of unknown cost`;
}

/** What the runs took, such as `$1.20 · 12.3k tokens in, 4k out`. What no run told is left out, never zero; empty where none told anything. */
export function formatUsage(usage: UsageSum): string {
  const { inputTokens, outputTokens, costUsd } = usage;
  const parts: string[] = [];
  if (costUsd > 0) parts.push(formatCostOf(usage));
  if (inputTokens > 0 || outputTokens > 0) {
    parts.push(`${formatCount(inputTokens)} tokens in, ${formatCount(outputTokens)} out`);
  }
  const unknown = formatUnknown(usage);
  if (parts.length > 0 && unknown !== undefined) parts.push(unknown);
  return parts.join(' · ');
}

/** US dollars as people type them: `20`, `$20`, `20.50`, `20,50 $`, `20 USD`. Undefined for anything else, and for nothing. */
export function parseSum(typed: string): number | undefined {
  const [, whole = '', cents = ''] =
    /^\$?\s*(\d{1,6})(?:[.,](\d{1,2}))?\s*(?:\$|usd|dollars?)?$/i.exec(typed.trim()) ?? [];
  const usd = Number(`${whole || 0}.${cents || 0}`);
  return usd > 0 ? usd : undefined;
}
