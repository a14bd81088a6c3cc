import type { EmulatorChat, EmulatorLimits } from './model.ts';

/** A token bucket that also remembers how often its owner ignored the wait. */
export type Bucket = { tokens: number; atMs: number; blockedUntilMs: number; penaltySeconds: number };
export type Rate = { perSecond: number; burst: number };

const longestPenaltySeconds = 3600;
/** Over all chats; the bucket holds one second's worth. */
export const overallRate: Rate = { perSecond: 30, burst: 30 };

export function createBucket(rate: Rate, now: Date): Bucket {
  return { tokens: rate.burst, atMs: now.getTime(), blockedUntilMs: 0, penaltySeconds: 0 };
}

export function rateOf(chat: EmulatorChat, limits: EmulatorLimits): Rate {
  const perSecond = chat.type === 'private' ? limits.privatePerSecond : limits.groupPerMinute / 60;
  return { perSecond, burst: limits.burst };
}

/** Takes one write from the budget, or says how many seconds to wait; asking before that doubles the wait. */
export function spend(bucket: Bucket, rate: Rate, now: Date): number | undefined {
  const nowMs = now.getTime();
  if (nowMs < bucket.blockedUntilMs) return punish(bucket, nowMs, bucket.penaltySeconds * 2);

  const refill = ((nowMs - bucket.atMs) / 1000) * rate.perSecond;
  bucket.tokens = Math.min(rate.burst, bucket.tokens + refill);
  bucket.atMs = nowMs;
  // Sums of fractions fall a hair short of one at the very moment that was promised.
  if (bucket.tokens < 1 - 1e-9)
    return punish(bucket, nowMs, Math.ceil((1 - bucket.tokens) / rate.perSecond - 1e-9));
  bucket.tokens -= 1;
  return undefined;
}

function punish(bucket: Bucket, nowMs: number, seconds: number): number {
  bucket.penaltySeconds = Math.max(1, Math.min(seconds, longestPenaltySeconds));
  bucket.blockedUntilMs = nowMs + bucket.penaltySeconds * 1000;
  return bucket.penaltySeconds;
}
