import { readdirSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';
import { findReal } from './find-real.ts';

/** What has to be readable for the programs, and for those in the folders of `path`, to start. Never a whole hidden folder. */
export function listInstalled(
  programs: readonly string[],
  { path, hidden }: { path: string; hidden: readonly string[] },
): string[] {
  const hiddenReal = hidden.flatMap((folder) => findReal(folder) ?? []);
  const isInHidden = (real: string) => hiddenReal.some((folder) => real.startsWith(`${folder}${sep}`));
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  const found = [
    ...folders,
    ...folders.filter((folder) => isInHidden(findReal(folder) ?? '')).flatMap(listLinkedPackages),
    ...programs.filter((program) => isAbsolute(program)).flatMap(listWithProgram),
  ];
  return found.filter((place) => !hiddenReal.includes(findReal(place) ?? ''));
}

/** The program as it is named, and what it really is: a package with those it needs, else the folder it lies in. */
function listWithProgram(program: string): string[] {
  const real = findReal(program);
  return real === null ? [] : [program, findPackages(real) ?? dirname(real)];
}

/** As npm stands beside a node in somebody's HOME: links in `bin` to packages in `lib`. */
function listLinkedPackages(folder: string): string[] {
  if (!statSync(folder).isDirectory()) return [];
  const links = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
  const packages = links.map(({ name }) => findPackages(findReal(join(folder, name)) ?? ''));
  return [...new Set(packages)].filter((place) => place !== null);
}

function findPackages(real: string): string | null {
  const [around = '', ...inside] = real.split(`${sep}node_modules${sep}`);
  return inside.length === 0 ? null : join(around, 'node_modules');
}
