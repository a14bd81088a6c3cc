import { readyAtMs } from './chat-budget.ts';
import { holdItem, type Lane, type Overall, type Write } from './chat-lane.ts';
import type { Wish } from './chat-wish.ts';
import type { ChatWishes } from './chat-wishes.ts';
import type { PublisherDeps } from './publisher-deps.ts';

type Wait = { kind: 'wait'; untilMs: number };
/** Null: nothing is to be done. */
export type Step = Write | Wait | null;

/** What failed so often lets those behind it in its line pass. */
const patience = 5;
/** So many wishes of a chat may come true in one pass by being looked at; drawing thousands would keep all else waiting. */
const mostAtOnce = 100;

/** What a chat does next: the most important wish that may be written now. */
export function nextStep(
  deps: PublisherDeps,
  overall: Overall,
  lane: Lane,
  { pausedUntilMs, wishes }: ChatWishes,
  nowMs: number,
): Step {
  const barredMs = Math.max(pausedUntilMs, overall.barredUntilMs, lane.chatHold.untilMs);
  if (barredMs > nowMs) return { kind: 'wait', untilMs: barredMs };
  const late = new Set<string>();
  let wakeAtMs = Number.POSITIVE_INFINITY;
  let settled = 0;
  for (const wish of wishes) {
    if (wish.lines.some((line) => late.has(line))) continue;
    const hold = lane.holds.get(wish.key);
    if (hold !== undefined && hold.untilMs > nowMs) {
      wakeAtMs = Math.min(wakeAtMs, hold.untilMs);
      if (hold.failures < patience) for (const line of wish.lines) late.add(line);
      continue;
    }
    const payableMs = wish.paid ? payableAtMs(overall, lane, wish, nowMs) : nowMs;
    const result = payableMs > nowMs ? null : begin(deps, lane, wish, nowMs);
    if (result !== null) return { kind: 'write', key: wish.key, paid: wish.paid, result };
    if (payableMs > nowMs) {
      wakeAtMs = Math.min(wakeAtMs, payableMs);
      continue;
    }
    wakeAtMs = Math.min(wakeAtMs, lane.holds.get(wish.key)?.untilMs ?? wakeAtMs);
    settled += 1;
    if (settled === mostAtOnce) return { kind: 'wait', untilMs: nowMs };
  }
  return Number.isFinite(wakeAtMs) ? { kind: 'wait', untilMs: wakeAtMs } : null;
}

/** Progress leaves one write for the case that a person is needed. */
function payableAtMs(overall: Overall, lane: Lane, { rank }: Wish, nowMs: number): number {
  const spare = rank === 'progress' ? 1 : 0;
  return Math.max(readyAtMs(lane.budget, nowMs, spare), readyAtMs(overall.budget, nowMs, spare));
}

/** Null when there is nothing to write after all, or when it cannot be made: it is held and the others go on. */
function begin(deps: PublisherDeps, lane: Lane, wish: Wish, nowMs: number): Write['result'] | null {
  try {
    const result = wish.begin();
    if (result === null) lane.holds.delete(wish.key);
    return result;
  } catch (error) {
    deps.log.error(
      { chat: lane.chatId, write: wish.key, err: error },
      'what is to be written cannot be made',
    );
    holdItem(lane, wish.key, nowMs);
    return null;
  }
}
