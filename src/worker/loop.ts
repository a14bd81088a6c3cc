import { messageOf } from '../domain/failure.ts';
import type { Logger } from '../log.ts';

export type Loop = {
  /** Something may be due. Cheap: several calls before the next turn count as one. */
  nudge(): void;
  start(): void;
  /** No new turn begins; resolves when the one under way is over. */
  stop(): Promise<void>;
};

type LoopDeps = {
  name: string;
  /** Does all that is due and returns; work that takes long is only started here. */
  turn(): void | Promise<void>;
  /** When the next turn is due without a nudge, as a UTC date; null when only a nudge can make it so. */
  nextDue(): Date | null;
  now(): Date;
  log: Logger;
};

const LONGEST_TIMER_MS = 60_000;
const AFTER_BUG_MS = 5000;

/** Turns when nudged or when something falls due, one turn at a time: waiting costs nothing. */
export function createLoop(deps: LoopDeps): Loop {
  const state = {
    running: false,
    again: false,
    turning: Promise.resolve(),
    timer: undefined as NodeJS.Timeout | undefined,
  };
  const run = async () => {
    state.again = false;
    const dueMs = await turnOnce(deps);
    if (!state.running) return;
    // A turn that failed rests even when it was nudged: it may fail again at once.
    const restMs = dueMs === null ? AFTER_BUG_MS : state.again ? 0 : dueMs;
    state.again = false;
    state.timer = setTimeout(wake, restMs);
  };
  const wake = () => {
    clearTimeout(state.timer);
    state.timer = undefined;
    state.turning = run();
  };
  return {
    nudge() {
      if (!state.running || state.again) return;
      state.again = true;
      // After the caller's transaction, and only when no turn is under way: that one looks again by itself.
      if (state.timer !== undefined) setImmediate(() => state.running && state.timer !== undefined && wake());
    },
    start() {
      state.running = true;
      state.turning = run();
    },
    async stop() {
      state.running = false;
      clearTimeout(state.timer);
      await state.turning;
    },
  };
}

/** Resolves to the time until the next turn is due; null when the turn failed. */
async function turnOnce(deps: LoopDeps): Promise<number | null> {
  try {
    await deps.turn();
    return untilDueMs(deps);
  } catch (error) {
    deps.log.error({ loop: deps.name, err: error }, `a turn failed: ${messageOf(error)}`);
    return null;
  }
}

function untilDueMs({ nextDue, now }: LoopDeps): number {
  const due = nextDue();
  if (due === null) return LONGEST_TIMER_MS;
  return Math.min(Math.max(due.getTime() - now().getTime(), 1), LONGEST_TIMER_MS);
}
