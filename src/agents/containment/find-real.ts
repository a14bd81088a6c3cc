import { realpathSync } from 'node:fs';

/** Null for what is not there, or where we may not look: the run, with our rights or fewer, may not either. */
export function findReal(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && unreachable.has(String(error.code))) return null;
    throw error;
  }
}

const unreachable = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP']);
