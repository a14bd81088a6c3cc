import { dirname, isAbsolute, join, resolve, sep } from 'node:path';

const inheritedNames = new Set(['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TERM', 'TMPDIR']);
const fallbackPath = '/usr/local/bin:/usr/bin:/bin';
const packageFolder = resolve(import.meta.dirname, '..', '..');

/** The complete environment of a run: of ours only what is on the list, so that no secret reaches an agent, then `extra` as it is. */
export function agentEnvironment(
  ours: Readonly<Record<string, string | undefined>>,
  extra: Readonly<Record<string, string>>,
): Record<string, string> {
  const inherited = Object.entries(ours).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (inheritedNames.has(entry[0]) || entry[0].startsWith('LC_')),
  );
  return { ...Object.fromEntries(inherited), PATH: toAgentPath(ours['PATH'] ?? ''), ...extra };
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
