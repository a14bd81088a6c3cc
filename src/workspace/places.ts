import { join } from 'node:path';

export type RepositoryAddress = { key: string; origin: string; defaultBranch: string };
export type Identity = { name: string; email: string };

/** Where one repository lives on this machine, and the environments git gets for work inside and with the origin. */
export type Place = {
  repo: RepositoryAddress;
  homeDir: string;
  bareDir: string;
  tasksDir: string;
  env: Record<string, string>;
  originEnv: Record<string, string>;
};

/** The path of the clone `folder`, or of the draft it is built in. */
export function clonePath(place: Place, folder: string): string {
  return join(place.tasksDir, checkedName('folder', folder));
}

/** A name that is one path segment and, percent-encoded, one segment of a ref. */
export function checkedName(what: string, name: string): string {
  const fits = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._-]*$/u.test(name);
  if (fits && !name.includes('..') && !/(?:\.|\.lock)$/.test(name)) return name;
  throw new Error(`${what} "${name}" is not a plain name`);
}

/** The full name of a branch; refuses what git would read as a pattern, a range or a second half of a refspec. */
export function branchRef(branch: string): string {
  const fits = branch !== '' && !/[\p{Cc} :~^?*[\\]|\.\.|@\{|^[-/]|\/$/u.test(branch);
  if (!fits) throw new Error(`"${branch}" is not a branch name`);
  return `refs/heads/${branch}`;
}

/** Where the bare clone remembers what the origin showed. Flat, so that branches `a` and `a/b` never collide. */
export function trackingRef(branch: string): string {
  branchRef(branch);
  return `${trackingScope}${encodeURIComponent(branch)}`;
}

export const trackingScope = 'refs/signalbox/origin/';

/** The branch that a ref of ours, or one that remembers the origin's, stands for. */
export function branchOfRef(ref: string): string {
  if (ref.startsWith(trackingScope)) return decodeURIComponent(ref.slice(trackingScope.length));
  return ref.slice('refs/heads/'.length);
}

/** Accepts the id of a run or the full ref. */
export function runRef(name: string): string {
  return name.startsWith('refs/signalbox/') ? name : `refs/signalbox/runs/${name}`;
}

/** A full object id: anything shorter or symbolic could be read as an option or mean another commit tomorrow. */
export function checkedCommit(commit: string): string {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return commit;
  throw new Error(`"${commit}" is not a full commit id`);
}
