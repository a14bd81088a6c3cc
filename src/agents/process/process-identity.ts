import { readFileSync } from 'node:fs';

/** Tells a process from a later one with the same pid, also after a reboot. */
export type ProcessIdentity = {
  pid: number;
  /** Field 22 of /proc/PID/stat, in clock ticks since boot. */
  startTicks: string;
  bootId: string;
};

export type ProcessStat = { state: string; session: number; startTicks: string };

/** Undefined when there is no such process. */
export function findProcessStat(pid: number): ProcessStat | undefined {
  const text = readProcFile(`/proc/${pid}/stat`)?.toString('latin1');
  if (text === undefined) return undefined;
  // The program's name, field 2, may hold spaces and parentheses: fields count from the last parenthesis.
  const [state, , , session, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const startTicks = rest[15];
  if (state === undefined || session === undefined || startTicks === undefined) return undefined;
  return { state, session: Number(session), startTicks };
}

/** A zombie counts as dead: it runs nothing any more. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.bootId !== readBootId()) return false;
  const stat = findProcessStat(identity.pid);
  return stat !== undefined && stat.startTicks === identity.startTicks && isRunningState(stat.state);
}

export function isRunningState(state: string): boolean {
  return state !== 'Z' && state !== 'X';
}

export function readBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Undefined when the process is gone meanwhile, or belongs to somebody else. */
export function readProcFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isGoneOrForeign(error)) return undefined;
    throw error;
  }
}

const goneOrForeign = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

function isGoneOrForeign(error: unknown): boolean {
  return error instanceof Error && 'code' in error && goneOrForeign.has(String(error.code));
}

/** Signals a process, or with a negative pid a group; false when nobody is there or it may not be signalled. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (isGoneOrForeign(error)) return false;
    throw error;
  }
}
