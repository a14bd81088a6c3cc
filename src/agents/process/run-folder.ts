import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessIdentity } from './process-identity.ts';

/** The files of a run's folder. `process` and `exit` are the launcher's, `tmp` is the folder that TMPDIR names; prompt, request and report are named by the caller. */
export const runFileNames = {
  process: 'process',
  exit: 'exit',
  stdout: 'stdout',
  stderr: 'stderr',
  prompt: 'prompt.md',
  request: 'request.json',
  report: 'report.json',
  tmp: 'tmp',
} as const;

export function runFile(folder: string, name: keyof typeof runFileNames): string {
  return join(folder, runFileNames[name]);
}

const identitySchema = z.object({
  pid: z.int().positive(),
  startTicks: z.string().regex(/^\d+$/),
  bootId: z.string().min(1),
});

/** Null while the launcher has not written it; also when a power loss left it empty. */
export function readIdentity(folder: string): ProcessIdentity | null {
  const text = readTextIfThere(runFile(folder, 'process'));
  if (text === null) return null;
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** Null when no exit was recorded. */
export function readExitCode(folder: string): number | null {
  const text = readTextIfThere(runFile(folder, 'exit'))?.trim() ?? '';
  return /^\d{1,3}$/.test(text) ? Number(text) : null;
}

/** Of a link itself, not of what it leads to. Null when the file is not there. */
export function statIfThere(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

const longestText = 1000;

/** The agent can put anything in the place of a file: what is not a small file of its own says nothing, and a fifo makes nobody wait. */
function readTextIfThere(path: string): string | null {
  const descriptor = openIfThere(path);
  if (descriptor === null) return null;
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.size > longestText) return null;
    const bytes = Buffer.alloc(longestText);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && unreadable.has(String(error.code))) return null;
    throw error;
  }
}

const unreadable = new Set(['ENOENT', 'ELOOP', 'ENXIO', 'EACCES']);
