import { realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { findReal } from './find-real.ts';
import { listInstalled } from './installed.ts';

/** What a sandboxed run sees of the machine. Paths are absolute; of the lists what does not exist is left out. */
export type SandboxPlaces = {
  /** The program. */
  bwrap: string;
  clone: string;
  runFolder: string;
  /** Null: the run has none of its own. */
  home: string | null;
  /** The objects of the bare clone, from which the task's clone borrows; null: it borrows none. */
  objects: string | null;
  /** Folders that look empty, and files that cannot be read. */
  hidden: readonly string[];
  /** Readable, also below a hidden folder. */
  readPaths: readonly string[];
  /** Programs that the run starts beside its first, with what was installed with them. */
  programs: readonly string[];
  /** The run's PATH, whose folders stay readable. */
  path: string;
};

type Kind = 'empty' | 'masked' | 'scratch' | 'readable' | 'writable' | 'link';
/** What stands at `path`: `source`, where the kind has one. */
type Rule = { path: string; kind: Kind; source: string };

const namespaces = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'];
// Of what root may write without any capability, bwrap leaves /proc/sys writable.
const kernel = ['--proc', '/proc', '--ro-bind', '/proc/sys', '/proc/sys'];
const machine = ['--ro-bind', '/', '/', '--dev', '/dev', ...kernel];
const isolation = ['--die-with-parent', '--new-session', '--cap-drop', 'ALL', ...namespaces, ...machine];

/**
 * The command that runs `argv` where nothing but its clone, run folder and HOME can be written, no other process is seen, and all that it
 * starts ends with it. The network stays: its model is there. The deepest path wins: what lies in a hidden folder can be given back.
 */
export function wrapInBwrap(argv: [string, ...string[]], places: SandboxPlaces): [string, ...string[]] {
  const rules = toEffectiveRules([
    ...toHiddenRules(places),
    ...listReadable(argv[0], places).flatMap((path) => toRules(path, 'readable', findReal(path))),
    ...listWritable(places).flatMap((path) => toRules(path, 'writable', realpathSync(path))),
  ]);
  const emptied = rules.filter(({ kind }) => kind === 'empty');
  return [
    places.bwrap,
    ...isolation,
    ...rules.flatMap(toMount),
    // At last, when what is given back has its place in them.
    ...emptied.flatMap(({ path }) => ['--remount-ro', path]),
    '--chdir',
    realpathSync(places.clone),
    '--',
    ...argv,
  ];
}

function toMount({ path, kind, source }: Rule): string[] {
  switch (kind) {
    case 'empty':
      return ['--tmpfs', path];
    case 'masked':
      return ['--ro-bind', '/dev/null', path];
    case 'link':
      return ['--symlink', source, path];
    case 'readable':
      return ['--ro-bind', source, path];
    case 'scratch':
    case 'writable':
      return ['--bind', source, path];
  }
}

function toHiddenRules({ hidden, runFolder }: SandboxPlaces): Rule[] {
  const runTmp = join(realpathSync(runFolder), 'tmp');
  // On disk, and removed after the run: a tmpfs would take the machine's memory.
  const scratch = ['/tmp', '/var/tmp'].flatMap((path) => toRule(path, 'scratch', runTmp));
  // In /run stand the sockets of Docker and the like, which lead out of any sandbox.
  const others = ['/run', ...hidden].flatMap((path) => {
    const real = findReal(path);
    return real === null ? [] : toRule(real, statSync(real).isDirectory() ? 'empty' : 'masked', real);
  });
  return [...others, ...scratch];
}

function toRule(path: string, kind: Kind, source: string): Rule[] {
  const real = findReal(path);
  // The HOME of a service may be `/`, which cannot be hidden.
  return real === null || real === '/' ? [] : [{ path: real, kind, source }];
}

function listReadable(first: string, places: SandboxPlaces): string[] {
  const { objects, readPaths } = places;
  // Names are looked up by what resolv.conf links to, which may stand in /run.
  const others = [...readPaths, ...(objects === null ? [] : [objects]), '/etc/resolv.conf'];
  return [...listInstalled([first, ...places.programs], places), ...others];
}

function listWritable({ clone, runFolder, home }: SandboxPlaces): string[] {
  return home === null ? [clone, runFolder] : [clone, runFolder, home];
}

/** At its real place, with a link at every other name that `path` may mean, as the link there may itself be hidden. */
function toRules(path: string, kind: 'readable' | 'writable', source: string | null): Rule[] {
  if (source === null || source === '/') return [];
  const names = path.split(sep);
  const aliases = names.map((_, index) => {
    const real = findReal(names.slice(0, index).join(sep) || '/') ?? '/';
    return join(real, ...names.slice(index));
  });
  const links = [...new Set(aliases)].filter((name) => name !== source);
  return [
    ...links.map((name): Rule => ({ path: name, kind: 'link', source })),
    { path: source, kind, source },
  ];
}

/** Folders before what lies in them, each path once with its last rule, and only what changes what its folder's rule says. */
function toEffectiveRules(rules: readonly Rule[]): Rule[] {
  const byPath = new Map(rules.map((rule) => [rule.path, rule]));
  const effective: Rule[] = [];
  for (const rule of [...byPath.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1))) {
    const around = effective.findLast(({ path }) => rule.path.startsWith(`${path}${sep}`));
    if (isNeeded(rule, around?.kind ?? 'readable')) effective.push(rule);
  }
  return effective;
}

function isNeeded({ kind }: Rule, around: Kind): boolean {
  const isAroundHidden = around === 'empty' || around === 'scratch';
  if (kind === 'readable' || kind === 'link') return isAroundHidden;
  return kind === 'writable' ? around !== 'writable' : !isAroundHidden;
}
