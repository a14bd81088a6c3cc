export type Rate = { perSecond: number; burst: number };

/** Tokens for writes: a burst at once, then so many a second. */
export type Budget = { rate: Rate; tokens: number; atMs: number };

/** Telegram's limits for sends and edits together; below 30 a second over all chats. */
export const defaultRates = {
  private: { perSecond: 1, burst: 3 },
  group: { perSecond: 20 / 60, burst: 5 },
  overall: { perSecond: 25, burst: 25 },
} as const satisfies Record<string, Rate>;

export function createBudget(rate: Rate, nowMs: number): Budget {
  return { rate, tokens: rate.burst, atMs: nowMs };
}

/** As it is now if a write at that time took the last there was. */
export function emptiedBudget(rate: Rate, writtenMs: number, nowMs: number): Budget {
  const budget = { rate, tokens: 0, atMs: Math.min(writtenMs, nowMs) };
  refill(budget, nowMs);
  return budget;
}

/** When a write may go. `spare` ones are left for what is more important, where the burst allows any. */
export function readyAtMs(budget: Budget, nowMs: number, spare = 0): number {
  refill(budget, nowMs);
  const needed = Math.min(1 + spare, budget.rate.burst);
  // Sums of fractions fall a hair short of one at the very moment they should reach it.
  if (budget.tokens >= needed - 1e-9) return nowMs;
  return nowMs + Math.ceil(((needed - budget.tokens) / budget.rate.perSecond) * 1000);
}

export function spend(budget: Budget, nowMs: number): void {
  refill(budget, nowMs);
  budget.tokens -= 1;
}

/**
 * The time a write was under way earns nothing: Telegram counts from its arrival, and a slow write followed by a
 * quick one arrives closer together than it was sent.
 */
export function forfeit(budget: Budget, nowMs: number): void {
  budget.atMs = nowMs;
}

function refill(budget: Budget, nowMs: number): void {
  const earned = (Math.max(0, nowMs - budget.atMs) / 1000) * budget.rate.perSecond;
  budget.tokens = Math.min(budget.rate.burst, budget.tokens + earned);
  budget.atMs = nowMs;
}
