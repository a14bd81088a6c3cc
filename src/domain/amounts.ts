import type { UsageSum } from './usage.ts';

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** The two largest units: `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d`. */
export function formatDuration(durationMs: number): string {
  let rest = Math.max(0, Math.round(durationMs / 1000));
  const first = units.findIndex(([, seconds]) => rest >= seconds);
  if (first < 0) return '0 s';
  const parts: string[] = [];
  for (const [unit, seconds] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
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

/** What the runs took, such as `$1.20 · 12.3k tokens in, 4k out`. What no run told is left out, never zero; empty where none told anything. */
export function formatUsage({ inputTokens, outputTokens, costUsd, unknownRuns }: UsageSum): string {
  const parts: string[] = [];
  if (costUsd > 0) parts.push(formatCost(costUsd));
  if (inputTokens > 0 || outputTokens > 0) {
    parts.push(`${formatCount(inputTokens)} tokens in, ${formatCount(outputTokens)} out`);
  }
  if (parts.length > 0 && unknownRuns > 0) {
    parts.push(`${unknownRuns} ${unknownRuns === 1 ? 'run' : 'runs'} of unknown cost`);
  }
  return parts.join(' · ');
}
