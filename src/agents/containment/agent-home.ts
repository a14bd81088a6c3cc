import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { removeFolder } from '../process/remove-folder.ts';

type HomeSpec = {
  homePath: string;
  /** A folder whose files every HOME of the account begins with; null: none. */
  template: string | null;
  /** What stands in these files afterwards, by absolute path below HOME. */
  files: Readonly<Record<string, string>>;
};

/**
 * Makes the HOME of a run, or what is missing of it: a file of the template that is older than the one in HOME stays out, for CLIs
 * refresh their tokens there. No run may be using it. Throws for a file outside HOME, before anything is written.
 */
export function createHome({ homePath, template, files }: HomeSpec): void {
  const contents = Object.entries(files).map(([path, content]) => ({
    way: toWay(homePath, path),
    content,
  }));
  mkdirSync(dirname(homePath), { recursive: true, mode: 0o700 });
  makeFolder(homePath);
  if (template !== null) copyTemplate(template, homePath);
  for (const { way, content } of contents) writeBelow(homePath, way, content);
}

/** HOME need not be there. */
export async function removeHome(homePath: string): Promise<void> {
  await removeFolder(homePath);
}

function toWay(homePath: string, path: string): string[] {
  const way = relative(homePath, path);
  const isBelow = isAbsolute(path) && way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
  if (!isBelow) throw new Error(`file ${path} is not below HOME ${homePath}`);
  return way.split(sep);
}

function copyTemplate(template: string, homePath: string, way: readonly string[] = []): void {
  for (const name of readdirSync(join(template, ...way))) {
    const nextWay = [...way, name];
    const source = statSync(join(template, ...nextWay));
    if (source.isDirectory()) {
      makeFolder(join(homePath, ...nextWay));
      copyTemplate(template, homePath, nextWay);
    }
    if (!source.isFile()) continue;
    const there = lstatSync(join(homePath, ...nextWay), { throwIfNoEntry: false });
    if (there?.isFile() === true && there.mtimeMs >= source.mtimeMs) continue;
    writeBelow(homePath, nextWay, readFileSync(join(template, ...nextWay)), source.mode & 0o700);
  }
}

/** What stands in the way is an agent's doing, and is replaced: a link must not lead our writing out of HOME. */
function writeBelow(homePath: string, way: readonly string[], content: string | Buffer, mode = 0o600): void {
  for (let depth = 1; depth < way.length; depth += 1) makeFolder(join(homePath, ...way.slice(0, depth)));
  const path = join(homePath, ...way);
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, content, { mode, flag: 'wx' });
}

function makeFolder(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory() === true) return;
  rmSync(path, { force: true });
  mkdirSync(path, { mode: 0o700 });
}
