import type { RunEnd } from '../../agents/process/run-process.ts';
import { isEndedFromOutside } from '../../domain/outcome.ts';
import type { RunRow } from '../../store/runs.ts';
import { fromStoredTime } from '../../stored-time.ts';
import type { Context } from '../context.ts';
import { endCommand } from '../runs/command-run.ts';
import type { RunContext } from '../runs/run-context.ts';
import { keepLook } from './judge-look.ts';
import { findTaskOfLook } from './task-of-look.ts';

const TAIL_BYTES = 4000;
const FAULT_CHARACTERS = 300;
/** A look that vanished says nothing; when all of them do, that is what they say. */
const LOST_LIMIT = 3;

/** Keeps what the look found. One that was stopped, or vanished, says nothing: the next one is due at once. */
export function finishLook(context: RunContext, runId: number, end: RunEnd): Promise<void> {
  return context.live.settling(runId, () => settleLook(context, runId, end));
}

async function settleLook(context: RunContext, runId: number, end: RunEnd): Promise<void> {
  const { store, tools } = context;
  const run = store.runs.find(runId);
  const deploymentId = run === undefined ? null : store.healthLooks.deploymentOf(run);
  if (run === undefined || deploymentId === null || run.finished_at !== null) return;
  const health = healthOf(context, run);
  const limitMs = health?.probe.kind === 'command' ? health.probe.timeoutMs : null;
  const lost = store.healthLooks.countLatest(deploymentId, 'lost', LOST_LIMIT);
  let isGood = false;
  await endCommand(context, run, end, {
    tailBytes: TAIL_BYTES,
    read: (tail) => {
      const found = readEnd(end, { tail, limitMs, isLast: lost + 1 >= LOST_LIMIT });
      isGood = found.outcome === 'completed';
      const look = { via: 'command', error: found.fault, durationMs: durationOf(context, run) } as const;
      return {
        outcome: found.outcome,
        settle: () => {
          if (found.counts && health !== null) keepLook(context, deploymentId, health, look);
        },
      };
    },
  });
  if (!isGood || run.folder === null) return;
  await tools.removeFolder(run.folder);
  store.healthLooks.forgetGoodBefore(deploymentId, run.id);
}

type Found = { outcome: string; fault: string | null; counts: boolean };

function readEnd(
  { reason, exitCode }: RunEnd,
  { tail, limitMs, isLast }: { tail: string; limitMs: number | null; isLast: boolean },
): Found {
  const bad = (outcome: string, fault: string): Found => ({ outcome, fault, counts: true });
  const lost = (fault: string): Found => ({ outcome: 'lost', fault, counts: isLast });
  switch (reason) {
    case 'cancelled':
      return { outcome: 'cancelled', fault: null, counts: false };
    case 'lost':
      return lost('the health command vanished every time');
    case 'overtime':
      return bad('overtime', limitMs === null ? 'took too long' : `took longer than ${limitMs / 1000}s`);
    case 'silent':
    case 'output-limit':
      return bad('failed', 'the health command printed more than its output limit');
    case 'exited': {
      if (exitCode === 0) return { outcome: 'completed', fault: null, counts: true };
      const status = `the health command ended with exit status ${exitCode ?? 'unknown'}`;
      if (isEndedFromOutside(exitCode)) return lost(status);
      return bad('failed', lastLineOf(tail) ?? status);
    }
  }
}

function lastLineOf(tail: string): string | null {
  const line = tail
    .split('\n')
    .map((one) => one.trim())
    .findLast((one) => one !== '');
  if (line === undefined) return null;
  return line.length > FAULT_CHARACTERS ? `${line.slice(0, FAULT_CHARACTERS)}…` : line;
}

/** From its start to what its launcher recorded, or to now. */
function durationOf({ clock, tools }: RunContext, run: RunRow): number | null {
  if (run.started_at === null) return null;
  const ended = (run.folder === null ? null : tools.endedAt(run.folder)) ?? clock.now();
  return Math.max(0, ended.getTime() - fromStoredTime(run.started_at).getTime());
}

/** The settings of the project whose release it looks at; null where there are none any more. */
function healthOf({ store, projects }: Context, run: RunRow) {
  const task = findTaskOfLook({ store }, run);
  return (task === undefined ? undefined : projects.findForTask(task))?.health ?? null;
}

/** A release that has its verdict needs no further look: what is still under way is stopped. */
export function stopIdleLooks({ store, live }: RunContext): void {
  for (const run of store.healthLooks.listLive()) {
    const id = store.healthLooks.deploymentOf(run);
    if (id === null || store.deployments.find(id)?.state !== 'watching') void live.cancel(run.id);
  }
}
