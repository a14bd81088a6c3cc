import { readFileSync, type Stats, statSync } from 'node:fs';
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

/** Null when the file is not there. */
export function statIfThere(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

function readTextIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
