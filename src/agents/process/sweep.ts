import { readdirSync } from 'node:fs';
import type { Bell } from './bell.ts';
import {
  findProcessStat,
  isRunningState,
  type ProcessIdentity,
  readBootId,
  readProcFile,
  sendSignal,
} from './process-identity.ts';
import type { RunOutput } from './run-output.ts';

export type SweepResult = {
  killed: number /** Pids that outlived SIGKILL, stuck in the kernel. */;
  left: number[];
};

const lookMs = 20;
const killDeadlineMs = 10_000;

type SweepDeps = {
  bell: Bell;
  graceMs: number;
  /** Where the run prints: nobody who overfills it gets a grace. */
  output: Pick<RunOutput, 'isFull' | 'trim'> | null;
};

/**
 * Ends everything that carries the marker: TERM, grace, KILL, until none is left. With the launcher's identity also what stayed in its
 * session but wiped its environment.
 */
export async function sweepRun(
  marker: string,
  identity: ProcessIdentity | null,
  { bell, graceMs, output }: SweepDeps,
): Promise<SweepResult> {
  if (marker === '') throw new Error('a sweep needs a marker that is not empty');
  const find = (): number[] => listRunPids(marker, identity);
  const seen = new Set<number>();
  const isUrgent = (): boolean => output?.isFull() ?? false;
  await signalUntilGone('SIGTERM', { find, seen, bell, forMs: graceMs, isOver: isUrgent });
  const trim = async (): Promise<void> => output?.trim();
  const left = await signalUntilGone('SIGKILL', { find, seen, bell, forMs: killDeadlineMs, afterEach: trim });
  return { killed: seen.size - left.length, left };
}

type Hunt = {
  find: () => number[];
  seen: Set<number>;
  bell: Bell;
  forMs: number;
  isOver?: () => boolean;
  afterEach?: () => Promise<void>;
};

async function signalUntilGone(signal: 'SIGTERM' | 'SIGKILL', hunt: Hunt): Promise<number[]> {
  const signalled = new Set<number>();
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const pids = hunt.find();
    if (pids.length === 0 || waitedMs >= hunt.forMs || hunt.isOver?.() === true) return pids;
    for (const pid of pids) {
      // TERM once each: a program may take a second one for impatience and skip its own cleaning up.
      if (signal === 'SIGKILL' || !signalled.has(pid)) sendSignal(pid, signal);
      signalled.add(pid);
      hunt.seen.add(pid);
    }
    await hunt.afterEach?.();
    await hunt.bell.wait(lookMs);
  }
}

function listRunPids(marker: string, identity: ProcessIdentity | null): number[] {
  const isInSession = identity === null ? () => false : toSessionTest(identity);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && (hasMarker(pid, marker) || isInSession(pid)));
}

function hasMarker(pid: number, marker: string): boolean {
  const environ = readProcFile(`/proc/${pid}/environ`);
  return environ !== undefined && `\0${environ.toString()}`.includes(`\0SIGNALBOX_RUN=${marker}\0`);
}

/** The kernel gives no process a pid that is still the session of another, so a session without its leader is the run's own. */
function toSessionTest(identity: ProcessIdentity): (pid: number) => boolean {
  const leader = findProcessStat(identity.pid);
  const isReused = leader !== undefined && leader.startTicks !== identity.startTicks;
  if (isReused || identity.bootId !== readBootId()) return () => false;
  return (pid) => {
    const stat = findProcessStat(pid);
    return stat !== undefined && stat.session === identity.pid && isRunningState(stat.state);
  };
}
