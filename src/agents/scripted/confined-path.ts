import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';

/** The absolute path of `path` inside `folder`; throws when it leads out, be it by `..` or by a link on the way. */
export function toConfinedPath(folder: string, path: string): string {
  const root = realpathSync(folder);
  const target = resolve(root, path);
  const isConfined =
    isInside(root, target) && isInside(root, realpathSync(findExistingParent(target), 'utf8'));
  if (!isConfined) throw new Error(`path ${path} leads out of the clone`);
  if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Error(`path ${path} is a link`);
  return target;
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}

function findExistingParent(path: string): string {
  const parent = dirname(path);
  return lstatSync(parent, { throwIfNoEntry: false }) === undefined ? findExistingParent(parent) : parent;
}
