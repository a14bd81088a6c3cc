import type { AgentOutput } from '../../agents/agent.ts';
import type { Transcript } from '../../agents/cli/transcript.ts';
import type { RunTools } from '../../agents/run-tools.ts';
import { isFinished } from '../../domain/stage.ts';
import type { RunRow } from '../../store/runs.ts';
import { toStoredTime } from '../../stored-time.ts';
import { commitSignal, signalbox } from '../commit.ts';
import { whyOverBudget } from '../money.ts';
import { chargeTold } from './charge-run.ts';
import { findAgent } from './judge-end.ts';
import type { RunContext } from './run-context.ts';

/** So often at most what a run says changes its row, and its card: a chat is no console. */
const NOTED_EVERY_MS = 3000;
const SHOWN_EVERY_MS = 20_000;

type Followed = {
  output: AgentOutput;
  follower: ReturnType<RunTools['followOutput']>;
  latest: Transcript | null;
  notedMs: number;
  shownMs: number;
};

/**
 * Reads on what living runs say: what they do, what they have cost so far, and whether that is more than may be. Nothing
 * but a view of their files: a restart reads them from the beginning.
 */
export function createRunFollower(context: RunContext): { look(): Promise<void> } {
  const followed = new Map<number, Followed>();
  return {
    async look() {
      const live = context.store.runs.listLive();
      const ids = new Set(live.map(({ id }) => id));
      for (const id of followed.keys()) if (!ids.has(id)) followed.delete(id);
      for (const run of live) {
        const one = followed.get(run.id) ?? follow(context, run);
        if (one === null) continue;
        followed.set(run.id, one);
        await lookAt(context, run, one);
        // Also one that says nothing: others may have used up what it spends from.
        if (run.task_id !== null) stopWhenSpent(context, run.task_id);
      }
    },
  };
}

/** Null for a run whose output is for people. */
function follow(context: RunContext, run: RunRow): Followed | null {
  if (run.folder === null || run.effect_id !== null) return null;
  const job = run.job_id === null ? undefined : context.store.jobs.find(run.job_id);
  const output = findAgent(context, run, job)?.agent.output ?? null;
  if (output === null) return null;
  const follower = context.tools.followOutput(run.folder, output);
  return { output, follower, latest: null, notedMs: 0, shownMs: 0 };
}

async function lookAt(context: RunContext, run: RunRow, one: Followed): Promise<void> {
  const transcript = await one.follower.look();
  const nowMs = context.clock.now().getTime();
  if (transcript === one.latest || nowMs - one.notedMs < NOTED_EVERY_MS) return;
  one.latest = transcript;
  one.notedMs = nowMs;
  const { sessionId, step, turns, model } = transcript;
  const { usage } = chargeTold(context, run, one.output, transcript);
  const told = { sessionId, step, turns, usage: { ...usage, model } };
  context.store.runs.noteProgress(run.id, told, toStoredTime(context.clock.now()));
  if (run.task_id === null) return;
  // Before its first step there is nothing to see, and the next look at it would be a long time off.
  if (step !== null && nowMs - one.shownMs >= SHOWN_EVERY_MS) {
    one.shownMs = nowMs;
    context.store.cards.touch(run.task_id);
    context.nudge();
  }
}

function stopWhenSpent(context: RunContext, taskId: number): void {
  const task = context.store.tasks.find(taskId);
  if (task === undefined || isFinished(task.stage) || task.stop_requested !== null) return;
  const why = whyOverBudget(context, task);
  if (why !== null) commitSignal(context, taskId, { type: 'overBudget', why }, { by: signalbox });
}
