import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** The absolute path of the first executable file of that name in the folders of a PATH. */
export function findProgram(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(':')
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

export function isProgram(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    // Whatever the system says of it, such as ENOENT, ENOTDIR or EACCES, it cannot be run.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}
