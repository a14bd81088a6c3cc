import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Bell } from './bell.ts';
import { isAlive, type ProcessIdentity, sendSignal } from './process-identity.ts';
import type { RunEnd, RunEndReason, WatchSpec } from './run.ts';
import { readExitCode } from './run-folder.ts';
import { findExceededLimit } from './run-limits.ts';
import { sweepRun } from './sweep.ts';

export type WatchDeps = { clock: Clock; log: Logger; bell: Bell; graceMs: number; pollMs: number };

const exitLooks = 3;
const exitLookMs = 50;
const toldLooks = 100;
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
  const { reason, exitCode } = await waitForEnd(spec, identity, isCancelled, deps);
  if (reason !== 'exited' && reason !== 'lost') {
    deps.log.info({ run: spec.marker, reason }, 'ending the run');
    await endGroup(identity, deps);
  }
  await sweepLeftovers(spec.marker, identity, deps);
  return { reason, exitCode: exitCode ?? readExitCode(spec.folder) };
}

/** With the exit code as the launcher told it, before the sweep: what the run left behind may still write its file. */
async function waitForEnd(
  spec: WatchSpec,
  identity: ProcessIdentity,
  isCancelled: () => boolean,
  deps: WatchDeps,
): Promise<RunEnd> {
  const endedFor = (reason: RunEndReason): RunEnd => ({ reason, exitCode: null });
  for (;;) {
    // The exit file counts only once its writer is gone: what stands there earlier is not the launcher's word.
    if (!isAlive(identity)) {
      const exitCode = await waitForToldCode(spec, deps.bell);
      return { reason: exitCode === null ? 'lost' : 'exited', exitCode };
    }
    if (isCancelled()) return endedFor('cancelled');
    const exceeded = findExceededLimit(spec, deps.clock.now().getTime());
    if (exceeded !== null) return endedFor(exceeded);
    await deps.bell.wait(deps.pollMs);
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

async function endGroup(identity: ProcessIdentity, deps: WatchDeps): Promise<void> {
  sendSignal(-identity.pid, 'SIGTERM');
  const lookMs = Math.min(deps.pollMs, 50);
  for (let waitedMs = 0; waitedMs < deps.graceMs && isAlive(identity); waitedMs += lookMs) {
    await deps.bell.wait(lookMs);
  }
  // While the launcher lives its group's number is ours; afterwards it might be a stranger's, and the sweep is exact.
  if (!isAlive(identity)) return;
  sendSignal(-identity.pid, 'SIGKILL');
  for (let look = 0; look < killedLooks && isAlive(identity); look += 1) await deps.bell.wait(killedLookMs);
}

export async function sweepLeftovers(
  marker: string,
  identity: ProcessIdentity | null,
  deps: Pick<WatchDeps, 'bell' | 'log' | 'graceMs'>,
): Promise<{ killed: number }> {
  const graceMs = Math.min(deps.graceMs, sweepGraceMs);
  const { killed, left } = await sweepRun(marker, identity, { bell: deps.bell, graceMs });
  if (left.length > 0) deps.log.error({ run: marker, pids: left }, 'processes of the run survive SIGKILL');
  else if (killed > 0) deps.log.info({ run: marker, killed }, 'ended what the run left behind');
  return { killed };
}
