import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { findProcessStat } from '../../src/agents/process/process-identity.ts';

export type RunProcess = {
  pid: number;
  /** The name of its run. */
  marker: string;
  kind: 'launcher' | 'agent' | 'other';
};

/** Every living process that carries the marker of a run whose folder is below `runsDir`. */
export function listRunProcesses(runsDir: string): RunProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const environ = read(`/proc/${name}/environ`);
      // Nobody else's runs: tests run beside one another.
      if (!environ.includes(`\0TMPDIR=${runsDir}/`) && !environ.startsWith(`TMPDIR=${runsDir}/`)) return [];
      const marker = /(?:^|\0)SIGNALBOX_RUN=([^\0]*)\0/.exec(environ)?.[1];
      return marker === undefined ? [] : [{ pid: Number(name), marker, kind: toKind(Number(name)) }];
    });
}

/** A child has the command line of its parent too, until it is the program it was made for. */
function toKind(pid: number): RunProcess['kind'] {
  if (isOf('launcher.sh', pid)) return findProcessStat(pid)?.session === pid ? 'launcher' : 'other';
  return isOf('claude-stand-in.ts', pid) && !isOf('claude-stand-in.ts', parentOf(pid)) ? 'agent' : 'other';
}

function isOf(script: string, pid: number): boolean {
  const args = read(`/proc/${pid}/cmdline`).split('\0');
  return args.some((arg) => basename(arg) === script);
}

/** 0 for a process that has ended. */
function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** '' for a process that has ended; a zombie has no environment left. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'ESRCH', 'EACCES'].includes(String(error.code))
    )
      return '';
    throw error;
  }
}

/** The runs that were alive at one and the same moment: seen in one look, and again in the next. */
export function listLiveMarkers(runsDir: string): string[] {
  const first = new Set(listRunProcesses(runsDir).map(({ pid, marker }) => `${pid} ${marker}`));
  const again = listRunProcesses(runsDir).filter(({ pid, marker }) => first.has(`${pid} ${marker}`));
  return [...new Set(again.map(({ marker }) => marker))];
}

/** False where there is no such process any more; a negative number means a group. */
export function signalProcess(pid: number, signal: 'SIGKILL' | 'SIGTERM'): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
