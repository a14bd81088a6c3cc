import { closeSync, constants, fstatSync, ftruncate, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import type { WatchSpec } from './run.ts';
import { runFile } from './run-folder.ts';

/** What a run prints: measured, and cut to its limit, in files that are held open, so that removing or replacing them hides nothing. */
export type RunOutput = {
  isFull(): boolean;
  /** When something was last printed; 0 without any file. */
  lastWriteMs(): number;
  /** How long nobody need look: so much as there is room for cannot be printed in that time. */
  restMs(): number;
  /** Cuts what is over the limit. What still runs may print more: its next bytes stand at the new end, as the files are appended to. */
  trim(): Promise<void>;
  /** For when nothing of the run is left: cuts a last time, and the end of output that was cut says so. */
  finish(): Promise<void>;
  close(): void;
};

const fastestBytesPerMs = (2 * 1024 ** 3) / 1000;
const shortestRestMs = 5;
/** Room for the line that says where the output was cut. */
const noteBytes = 100;

const truncate = promisify(ftruncate);

/** While the launcher lives its own descriptors lead to the files, whatever stands in the folder meanwhile. */
export function openRunOutput(
  { folder, outputLimitBytes }: Pick<WatchSpec, 'folder' | 'outputLimitBytes'>,
  launcher: ProcessIdentity | null,
): RunOutput {
  const stdout = openOutput(launcher, 1) ?? openRegular(runFile(folder, 'stdout'));
  const stderr = openOutput(launcher, 2) ?? openRegular(runFile(folder, 'stderr'));
  const sizes = () => ({ out: sizeOf(stdout), err: sizeOf(stderr) });
  const isFull = (): boolean => sizes().out + sizes().err > outputLimitBytes;
  let isCut = false;
  const trim = async (): Promise<void> => {
    if (!isFull()) return;
    isCut = true;
    const kept = shareRoom(sizes(), Math.max(0, outputLimitBytes - noteBytes));
    // Not the blocking form: a write under way holds the file until its process is gone.
    if (stdout !== null && kept.out < sizes().out) await truncate(stdout, kept.out);
    if (stderr !== null && kept.err < sizes().err) await truncate(stderr, kept.err);
  };
  return {
    isFull,
    lastWriteMs: () => Math.max(writtenMs(stdout), writtenMs(stderr)),
    restMs: () => {
      const roomBytes = outputLimitBytes - sizes().out - sizes().err;
      return Math.max(shortestRestMs, roomBytes / fastestBytesPerMs);
    },
    trim,
    finish: async () => {
      await trim();
      if (isCut && stdout !== null) noteCut(stdout, outputLimitBytes);
    },
    close: () => {
      for (const descriptor of [stdout, stderr]) if (descriptor !== null) closeSync(descriptor);
    },
  };
}

/** Half of the room is each one's own, and what one leaves is the other's. */
function shareRoom({ out, err }: { out: number; err: number }, room: number): { out: number; err: number } {
  const keptOut = Math.min(out, Math.max(room - err, Math.floor(room / 2)));
  return { out: keptOut, err: Math.min(err, room - keptOut) };
}

function noteCut(stdout: number, limitBytes: number): void {
  const size = sizeOf(stdout);
  const last = Buffer.alloc(1);
  const isAtLineStart = size === 0 || (readSync(stdout, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
  writeSync(
    stdout,
    `${isAtLineStart ? '' : '\n'}[signalbox: output cut here, at ${toSizeText(limitBytes)}]\n`,
  );
}

function toSizeText(bytes: number): string {
  const mebibytes = bytes / 1024 ** 2;
  return mebibytes >= 1 ? `${Number(mebibytes.toFixed(1))} MiB` : `${bytes} bytes`;
}

function openOutput(launcher: ProcessIdentity | null, descriptor: 1 | 2): number | null {
  if (launcher === null || !isAlive(launcher)) return null;
  return openRegular(`/proc/${launcher.pid}/fd/${descriptor}`, 0);
}

/** Null when there is no such file, or what is there is none that a run's output could be in. */
function openRegular(path: string, noFollow = constants.O_NOFOLLOW): number | null {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_NONBLOCK | noFollow;
  let descriptor: number;
  try {
    descriptor = openSync(path, flags);
  } catch (error) {
    if (isUnusable(error)) return null;
    throw error;
  }
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  return null;
}

const unusable = new Set(['ENOENT', 'ELOOP', 'ENXIO', 'EISDIR', 'EACCES', 'EPERM', 'ESRCH']);

function isUnusable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && unusable.has(String(error.code));
}

function sizeOf(descriptor: number | null): number {
  return descriptor === null ? 0 : fstatSync(descriptor).size;
}

function writtenMs(descriptor: number | null): number {
  return descriptor === null ? 0 : fstatSync(descriptor).mtimeMs;
}
