import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a folder with all that is in it, links themselves and not what they lead to. It need not be there. */
export async function removeFolder(path: string): Promise<void> {
  const options = { recursive: true, force: true };
  try {
    await rm(path, options);
  } catch (error) {
    if (!isDenied(error)) throw error;
    // Package caches are often made read-only (Go's module cache): folders must be writable to be emptied.
    await makeWritable(path);
    await rm(path, options);
  }
}

async function makeWritable(folder: string): Promise<void> {
  // Of a link it would be the folder that it leads to.
  if (!(await lstat(folder)).isDirectory()) return;
  await chmod(folder, 0o700);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EACCES', 'EPERM'].includes(String(error.code));
}
