import { createLane, createOverall, endWaits, finishWrite, type Lane, type Overall } from './chat-lane.ts';
import { gatherWishes } from './chat-wishes.ts';
import { nextStep } from './choose-write.ts';
import { dropOldIntents } from './publish-card.ts';
import { giveUpOldNotices } from './publish-notices.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import { fromUtcText } from './utc-time.ts';

export type Publisher = {
  /** Something in the stores may have changed; cheap, and harmless when nothing has. */
  nudge(): void;
  start(): void;
  /** Waits for the writes in flight and begins no other. */
  stop(): Promise<void>;
  /** Settles when nothing is stale or in flight, parked chats aside, and when stopped. */
  idle(): Promise<void>;
};

type State = {
  deps: PublisherDeps;
  running: boolean;
  overall: Overall;
  lanes: Map<number, Lane>;
  /** When each chat was written to last before the start. */
  before: Map<number, number>;
  lastPassMs: number;
  soon: NodeJS.Immediate | undefined;
  timer: NodeJS.Timeout | undefined;
  waiting: (() => void)[];
};

const longestTimerMs = 3_600_000;
/** Less than that a clock may be corrected. */
const setBackMs = 5000;

/**
 * Makes the chats look as the stores say. It knows nothing but what it reads at the moment of writing, so a lost nudge,
 * a pause or a restart costs time and never a state: the latest always wins.
 */
export function createPublisher(deps: PublisherDeps): Publisher {
  const state: State = {
    deps,
    running: false,
    overall: createOverall(deps, deps.clock.now().getTime()),
    lanes: new Map(),
    before: new Map(),
    lastPassMs: 0,
    soon: undefined,
    timer: undefined,
    waiting: [],
  };
  return {
    nudge: () => nudge(state),
    start: () => {
      state.before = readLastWrites(deps);
      dropOldIntents(deps);
      giveUpOldNotices(deps);
      // Whoever mends rights or topics may restart us for it.
      deps.topics.retry();
      state.running = true;
      nudge(state);
    },
    stop: () => stop(state),
    idle: () =>
      new Promise((resolve) => {
        state.waiting.push(resolve);
        if (state.running) nudge(state);
        else release(state);
      }),
  };
}

function readLastWrites({ chats }: PublisherDeps): Map<number, number> {
  const writes = chats.listLastWrites();
  return new Map(
    writes.flatMap(({ chat_id: id, at }) => {
      const time = fromUtcText(at);
      return time === undefined ? [] : [[id, time.getTime()] as const];
    }),
  );
}

function nudge(state: State): void {
  if (!state.running) return;
  state.soon ??= setImmediate(() => {
    state.soon = undefined;
    pass(state);
  });
}

/** Gives every chat that is free something to do, and sets the timer for the first one that has to wait. */
function pass(state: State): void {
  const { deps, overall, lanes } = state;
  const nowMs = deps.clock.now().getTime();
  // A clock that was set back would make every wait as much longer.
  if (nowMs < state.lastPassMs - setBackMs) endWaits(overall, lanes.values());
  state.lastPassMs = nowMs;
  const laneOf = (chatId: number): Lane => {
    const lane = lanes.get(chatId) ?? createLane(deps, chatId, nowMs, state.before.get(chatId));
    lanes.set(chatId, lane);
    return lane;
  };
  const work = gatherWishes(deps, laneOf, nowMs);
  let wakeAtMs = Number.POSITIVE_INFINITY;
  for (const [chatId, chatWork] of work) {
    const lane = laneOf(chatId);
    if (lane.busy !== null) continue;
    lane.isParked = chatWork.isParked;
    const step = nextStep(deps, overall, lane, chatWork, nowMs);
    if (step?.kind === 'wait') wakeAtMs = Math.min(wakeAtMs, step.untilMs);
    if (step?.kind !== 'write') continue;
    lane.busy = finishWrite(deps, overall, lane, step).finally(() => {
      lane.busy = null;
      nudge(state);
    });
  }
  for (const lane of lanes.values()) if (lane.busy === null && !work.has(lane.chatId)) forget(lane);
  const free = lanes.values().every(({ busy }) => busy === null);
  setTimer(state, wakeAtMs, nowMs);
  if (free && wakeAtMs === Number.POSITIVE_INFINITY) release(state);
}

/** With nothing to do in a chat, nothing of what failed there matters any more. */
function forget(lane: Lane): void {
  lane.holds.clear();
  lane.refused.together.clear();
  lane.refused.alone.clear();
}

function setTimer(state: State, wakeAtMs: number, nowMs: number): void {
  clearTimeout(state.timer);
  state.timer = undefined;
  if (wakeAtMs === Number.POSITIVE_INFINITY) return;
  const delayMs = Math.min(Math.max(wakeAtMs - nowMs, 1), longestTimerMs);
  state.timer = setTimeout(() => pass(state), delayMs);
}

function release(state: State): void {
  for (const resolve of state.waiting.splice(0)) resolve();
}

async function stop(state: State): Promise<void> {
  state.running = false;
  clearImmediate(state.soon);
  state.soon = undefined;
  clearTimeout(state.timer);
  state.timer = undefined;
  for (const { busy } of state.lanes.values()) await busy;
  release(state);
}
