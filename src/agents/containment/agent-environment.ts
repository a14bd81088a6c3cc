import { dirname, isAbsolute, join, resolve, sep } from 'node:path';

const inheritedNames = new Set(['USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TERM']);
const fallbackPath = '/usr/local/bin:/usr/bin:/bin';
const packageFolder = resolve(import.meta.dirname, '..', '..', '..');

export type RunPlaces = {
  /** Null: the run shares our HOME. */
  homePath: string | null;
  tempPath: string;
  extra: Readonly<Record<string, string>>;
};

/** The complete environment of a run: of ours only what is on the list, so that no secret reaches an agent, then `extra` as it is. */
export function agentEnvironment(
  ours: Readonly<Record<string, string | undefined>>,
  { homePath, tempPath, extra }: RunPlaces,
): Record<string, string> {
  const inherited = Object.entries(ours).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (inheritedNames.has(entry[0]) || entry[0].startsWith('LC_')),
  );
  return {
    ...Object.fromEntries(inherited),
    ...(homePath === null ? toSharedHome(ours['HOME']) : toOwnHome(homePath)),
    PATH: toAgentPath(ours['PATH'] ?? ''),
    TMPDIR: tempPath,
    // The machine's git settings may name credentials, and a question for a password would wait for ever.
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...extra,
  };
}

function toSharedHome(home: string | undefined): Record<string, string> {
  return home === undefined ? {} : { HOME: home };
}

function toOwnHome(home: string): Record<string, string> {
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
  };
}

/** Without what npm put in front of it for Signalbox: an agent must find its project's tools, not ours. */
function toAgentPath(path: string): string {
  const npmFolders = new Set(listBinFolders(packageFolder));
  const kept = path.split(':').filter((entry) => {
    if (!isAbsolute(entry)) return false;
    const folder = resolve(entry);
    const isOurs = npmFolders.has(folder) || `${folder}${sep}`.startsWith(`${packageFolder}${sep}`);
    return !isOurs && !folder.endsWith(`${sep}node-gyp-bin`);
  });
  return kept.join(':') || fallbackPath;
}

/** npm adds the node_modules/.bin of the package's folder and of every folder above it. */
function listBinFolders(folder: string): string[] {
  const bin = join(folder, 'node_modules', '.bin');
  const parent = dirname(folder);
  return parent === folder ? [bin] : [bin, ...listBinFolders(parent)];
}
