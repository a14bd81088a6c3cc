import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import type { Bell } from './bell.ts';
import { isAlive, type ProcessIdentity, sendSignal } from './process-identity.ts';
import { removeFolder } from './remove-folder.ts';
import type { RunEnd, RunEndReason, WatchSpec } from './run.ts';
import { readExitCode, runFile } from './run-folder.ts';
import { findExceededLimit } from './run-limits.ts';
import { openRunOutput, type RunOutput } from './run-output.ts';
import { sweepRun } from './sweep.ts';

export type WatchDeps = { clock: Clock; log: Logger; bell: Bell; graceMs: number; pollMs: number };

const exitLooks = 3;
const exitLookMs = 50;
const toldLooks = 100;
const endLookMs = 20;
const sweepGraceMs = 1000;
const killedLookMs = 10;
const killedLooks = 200;

/** Watches a live run until nothing of it is left, and ends it when it is past a limit or no longer wanted. */
export async function watchRun(
  spec: WatchSpec,
  identity: ProcessIdentity,
  isCancelled: () => boolean,
  deps: WatchDeps,
): Promise<RunEnd> {
  const output = openRunOutput(spec, identity);
  try {
    const { reason, exitCode } = await waitForEnd(spec, { identity, output, isCancelled }, deps);
    if (reason !== 'exited' && reason !== 'lost') {
      deps.log.info({ run: spec.marker, reason }, 'ending the run');
      await endGroup(identity, output, deps);
    }
    await clearAway({ ...spec, identity, output }, deps);
    return { reason, exitCode: exitCode ?? readExitCode(spec.folder) };
  } finally {
    output.close();
  }
}

/** Ends what a run left running, cuts its output to the limit and removes its temporary folder. Its end does not fail for the latter two. */
export async function clearAway(
  run: { folder: string; marker: string; identity: ProcessIdentity | null; output: RunOutput },
  deps: Pick<WatchDeps, 'bell' | 'log' | 'graceMs'>,
): Promise<void> {
  await sweepLeftovers(run.marker, run.identity, deps, run.output);
  try {
    await run.output.finish();
    await removeFolder(runFile(run.folder, 'tmp'));
  } catch (error) {
    deps.log.warn({ run: run.marker, err: error }, 'what the run left on disk could not be cleared away');
  }
}

type Watched = { identity: ProcessIdentity; output: RunOutput; isCancelled: () => boolean };

/** With the exit status as the launcher told it, before the sweep: what the run left behind may still write its file. */
async function waitForEnd(spec: WatchSpec, watched: Watched, deps: WatchDeps): Promise<RunEnd> {
  const { identity, output, isCancelled } = watched;
  const endedFor = (reason: RunEndReason): RunEnd => ({ reason, exitCode: null });
  for (;;) {
    // The exit file counts only once its writer is gone: what stands there earlier is not the launcher's word.
    if (!isAlive(identity)) {
      const exitCode = await waitForToldCode(spec, deps.bell);
      return { reason: exitCode === null ? 'lost' : 'exited', exitCode };
    }
    if (isCancelled()) return endedFor('cancelled');
    const exceeded = findExceededLimit(spec, output, deps.clock.now().getTime());
    if (exceeded !== null) return endedFor(exceeded);
    await pause(() => isCancelled() || spec.exitCode?.() !== undefined, output, deps);
  }
}

/** Until the next look at everything. A flood does not wait for it: how much was printed is cheap to see. */
async function pause(isRung: () => boolean, output: RunOutput, { bell, pollMs }: WatchDeps): Promise<void> {
  for (let leftMs = pollMs; leftMs > 0 && !isRung() && !output.isFull(); ) {
    const restMs = Math.min(leftMs, output.restMs());
    leftMs -= restMs;
    await bell.wait(restMs);
  }
}

async function waitForToldCode({ exitCode, folder }: WatchSpec, bell: Bell): Promise<number | null> {
  if (exitCode === undefined) return waitForExitCode(folder, bell);
  for (let look = 0; look < toldLooks; look += 1) {
    const told = exitCode();
    if (told !== undefined) return told;
    await bell.wait(exitLookMs);
  }
  return null;
}

/** For a process that is gone: null when no exit stands there on several looks in a row. */
export async function waitForExitCode(folder: string, bell: Bell): Promise<number | null> {
  for (let look = 1; look < exitLooks; look += 1) {
    const exitCode = readExitCode(folder);
    if (exitCode !== null) return exitCode;
    await bell.wait(exitLookMs);
  }
  return readExitCode(folder);
}

/** With a grace, unless the run has printed too much, or does so now: it would go on. */
async function endGroup(identity: ProcessIdentity, output: RunOutput, deps: WatchDeps): Promise<void> {
  if (!output.isFull()) sendSignal(-identity.pid, 'SIGTERM');
  const lookMs = Math.min(deps.pollMs, endLookMs);
  for (let waitedMs = 0; waitedMs < deps.graceMs && isAlive(identity); waitedMs += lookMs) {
    if (output.isFull()) break;
    await deps.bell.wait(lookMs);
  }
  // While the launcher lives its group's number is ours; afterwards it might be a stranger's, and the sweep is exact.
  if (!isAlive(identity)) return;
  sendSignal(-identity.pid, 'SIGKILL');
  // What has left the group prints on: the sweep, which comes next, finds it.
  if (output.isFull()) return;
  for (let look = 0; look < killedLooks && isAlive(identity); look += 1) await deps.bell.wait(killedLookMs);
}

export async function sweepLeftovers(
  marker: string,
  identity: ProcessIdentity | null,
  deps: Pick<WatchDeps, 'bell' | 'log' | 'graceMs'>,
  output: RunOutput | null = null,
): Promise<{ killed: number }> {
  const graceMs = Math.min(deps.graceMs, sweepGraceMs);
  const { killed, left } = await sweepRun(marker, identity, { bell: deps.bell, graceMs, output });
  if (left.length > 0) deps.log.error({ run: marker, pids: left }, 'processes of the run survive SIGKILL');
  else if (killed > 0) deps.log.info({ run: marker, killed }, 'ended what the run left behind');
  return { killed };
}
