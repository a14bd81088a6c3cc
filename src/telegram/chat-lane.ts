import { backoffMs } from '../domain/backoff.ts';
import { toStoredTime } from '../stored-time.ts';
import { type Budget, createBudget, defaultRates, emptiedBudget, forfeit, spend } from './chat-budget.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { Refused } from './supersede.ts';
import type { WriteResult } from './write-result.ts';

/** Something that is left alone until then, after so many failures in a row. */
type Hold = { untilMs: number; failures: number };

/** One chat's writes, one at a time. What is lost with the process costs at most a few writes too early. */
export type Lane = {
  chatId: number;
  budget: Budget;
  busy: Promise<void> | null;
  /** The whole chat, while Telegram cannot be reached. */
  chatHold: Hold;
  holds: Map<string, Hold>;
  refused: Refused;
  /** It was given up and is tried once more. */
  isParked: boolean;
};

/** What all chats share. */
export type Overall = {
  budget: Budget;
  floods: Map<number, { atMs: number; untilMs: number }>;
  barredUntilMs: number;
};

/** A write that was chosen for a chat and begun; `paid` ones count against Telegram's limits. */
export type Write = { kind: 'write'; key: string; paid: boolean; result: Promise<WriteResult> };

const retry = { baseSeconds: 0.5, maxSeconds: 60 };
const defaultIndeterminateWaitMs = 30_000;
const longestWaitMs = 600_000;
const floodsTogetherMs = 10_000;
/** Telegram tells whole seconds, and asking too early makes the next wait longer. */
const floodMarginMs = 250;

/** `writtenMs`: when the process before this one wrote there last. How much before that only Telegram remembers. */
export function createLane(deps: PublisherDeps, chatId: number, nowMs: number, writtenMs?: number): Lane {
  const kind = chatId < 0 ? 'group' : 'private';
  const rate = deps.limits?.[kind] ?? defaultRates[kind];
  return {
    chatId,
    budget: writtenMs === undefined ? createBudget(rate, nowMs) : emptiedBudget(rate, writtenMs, nowMs),
    busy: null,
    chatHold: { untilMs: 0, failures: 0 },
    holds: new Map(),
    refused: { together: new Set(), alone: new Set() },
    isParked: false,
  };
}

export function createOverall(deps: PublisherDeps, nowMs: number): Overall {
  const rate = deps.limits?.overall ?? defaultRates.overall;
  return { budget: createBudget(rate, nowMs), floods: new Map(), barredUntilMs: 0 };
}

/** What was held for a while is tried at once. */
export function endWaits(overall: Overall, lanes: Iterable<Lane>): void {
  overall.barredUntilMs = 0;
  overall.floods.clear();
  for (const lane of lanes) {
    lane.chatHold.untilMs = 0;
    for (const hold of lane.holds.values()) hold.untilMs = 0;
  }
}

/** In the tick in which the write was begun, so that its price is paid before the next choice. */
export async function finishWrite(
  deps: PublisherDeps,
  overall: Overall,
  lane: Lane,
  write: Write,
): Promise<void> {
  const startMs = deps.clock.now().getTime();
  if (write.paid) for (const budget of [lane.budget, overall.budget]) spend(budget, startMs);
  let result: WriteResult;
  try {
    result = await write.result;
  } catch (error) {
    deps.log.error({ chat: lane.chatId, write: write.key, err: error }, 'a fault of our own while writing');
    result = { kind: 'refused', why: String(error) };
  }
  const nowMs = deps.clock.now().getTime();
  if (write.paid) forfeit(lane.budget, nowMs);
  settle(deps, overall, lane, write.key, result, nowMs);
}

/** Leaves one card alone for a while, longer each time. */
export function holdItem(lane: Lane, key: string, nowMs: number, atLeastMs = 0): void {
  const failures = (lane.holds.get(key)?.failures ?? 0) + 1;
  const waitMs = Math.max(
    backoffMs(failures, retry),
    Math.min(atLeastMs * 2 ** (failures - 1), longestWaitMs),
  );
  lane.holds.set(key, { untilMs: nowMs + waitMs, failures });
}

function settle(
  deps: PublisherDeps,
  overall: Overall,
  lane: Lane,
  key: string,
  result: WriteResult,
  nowMs: number,
): void {
  const { chats, log } = deps;
  const details = { chat: lane.chatId, write: key, why: 'why' in result ? result.why : '' };
  switch (result.kind) {
    case 'written':
      lane.holds.delete(key);
      lane.chatHold = { untilMs: 0, failures: 0 };
      if (lane.isParked) unpark(deps, lane);
      return;
    case 'flood':
      log.warn(details, 'the chat is paused');
      pause(deps, overall, lane.chatId, nowMs, nowMs + result.retryAfterMs + floodMarginMs);
      return;
    case 'closed':
      if (!lane.isParked) log.warn(details, 'the chat is parked until somebody writes there');
      chats.park(lane.chatId, result.why, toStoredTime(new Date(nowMs)));
      return;
    case 'moved':
      log.warn(details, 'the chat goes on under another id');
      chats.move(lane.chatId, result.toChatId, toStoredTime(new Date(nowMs)));
      return;
    case 'late':
      log.info(details, 'a write waits for its topic');
      holdItem(lane, key, nowMs);
      return;
    case 'transient':
      log.warn(details, 'a write failed and is tried again');
      holdItem(lane, key, nowMs);
      holdChat(lane, nowMs);
      return;
    case 'unanswered':
      holdItem(lane, key, nowMs, deps.indeterminateWaitMs ?? defaultIndeterminateWaitMs);
      holdChat(lane, nowMs);
      return;
    case 'refused':
      log.error(details, 'a write was refused and is tried again');
      holdItem(lane, key, nowMs);
  }
}

function unpark({ chats, log }: PublisherDeps, lane: Lane): void {
  lane.isParked = false;
  chats.unpark(lane.chatId);
  log.info({ chat: lane.chatId }, 'the chat is there again');
}

/** Shorter than what failed is held, so that something else can show whether the chat works. */
function holdChat(lane: Lane, nowMs: number): void {
  const failures = lane.chatHold.failures + 1;
  lane.chatHold = { untilMs: nowMs + backoffMs(failures, retry) / 2, failures };
}

/** The chat, and every chat when two were told to wait within seconds: then the limit is the bot's own. */
function pause(deps: PublisherDeps, overall: Overall, chatId: number, nowMs: number, untilMs: number): void {
  deps.chats.pauseUntil(chatId, toStoredTime(new Date(untilMs)));
  overall.floods.set(chatId, { atMs: nowMs, untilMs });
  const recent = overall.floods.values().filter(({ atMs }) => nowMs - atMs <= floodsTogetherMs);
  const ends = recent.map((flood) => flood.untilMs).toArray();
  if (ends.length < 2) return;
  overall.barredUntilMs = Math.max(overall.barredUntilMs, ...ends);
  deps.log.warn({ until: toStoredTime(new Date(overall.barredUntilMs)) }, 'all chats are paused');
}
