import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findProcessStat, isRunningState } from '../../src/agents/process/process-identity.ts';
import { chaosPath, note } from './ledger.ts';

/** Takes the lock of a task, and notes it down when a living process has it. Made in one step, with its owner in it. */
export function takeLock(task: string): string {
  const path = join(chaosPath(), 'locks', task);
  for (;;) {
    try {
      symlinkSync(toOwner(process.pid), path);
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = readlinkSync(path);
    const [pid = ''] = owner.split(':');
    if (toOwner(Number(pid)) === owner)
      note({ kind: 'overlap', task, run: process.env['SIGNALBOX_RUN'] ?? '', owner });
    rmSync(path, { force: true });
  }
}

/** Another text for every process there ever was; '' for one that is gone. */
function toOwner(pid: number): string {
  const stat = findProcessStat(pid);
  return stat === undefined || !isRunningState(stat.state) ? '' : `${pid}:${stat.startTicks}`;
}
