import { isAbsolute, relative } from 'node:path';

const longest = 80;

/** One line for a card, such as `Edit src/a.ts`; paths below `cwd` are told from there. */
export function toStepText(what: string, cwd: string | null = null): string {
  const told = cwd === null ? what : what.replaceAll(`${cwd}/`, '');
  const line = told
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .toWellFormed();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

export function toPathText(path: string, cwd: string | null): string {
  if (cwd === null || !isAbsolute(path)) return path;
  const way = relative(cwd, path);
  return way === '' ? '.' : way === '..' || way.startsWith('../') ? path : way;
}
