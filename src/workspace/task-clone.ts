import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git.ts';
import { isFolder, saveLeftovers } from './keep-work.ts';
import { branchRef, checkedCommit, clonePath, type Identity, type Place, trackingRef } from './places.ts';

export type CheckOutSpec = {
  folder: string;
  branch: string | null;
  commit: string;
  identity: Identity;
  saveLeftoversAs?: string | undefined;
};

/** The clone is built aside and renamed: a folder that is there is complete, wherever an earlier try was cut off. */
export async function checkOut(place: Place, spec: CheckOutSpec): Promise<{ path: string }> {
  const path = clonePath(place, spec.folder);
  const draft = draftPath(place, spec.folder);
  if (spec.saveLeftoversAs !== undefined) {
    await saveLeftovers(place, spec.folder, spec.identity, spec.saveLeftoversAs);
  }
  await removeTree(draft);
  await mkdir(draft, { recursive: true });
  await buildClone(place, draft, spec);
  await removeTree(path);
  await rename(draft, path);
  return { path };
}

/** Removes a task's clone; fine when it is not there. */
export async function removeClone(place: Place, folder: string): Promise<void> {
  await removeTree(draftPath(place, folder));
  await removeTree(clonePath(place, folder));
}

// A plain name never starts with a point, so a draft cannot be taken for somebody's clone.
function draftPath(place: Place, folder: string): string {
  return join(place.tasksDir, `.new-${clonePath(place, folder).slice(place.tasksDir.length + 1)}`);
}

// No agent has been in the draft yet, so git may work in it. The objects are borrowed and no remote is ever named: the
// clone knows of no place to push to.
async function buildClone(place: Place, draft: string, spec: CheckOutSpec): Promise<void> {
  const options = { cwd: draft, env: place.env };
  const commit = checkedCommit(spec.commit);
  await git(['init', '--quiet', '--template=', '--initial-branch=signalbox-draft', '.'], options);
  await mkdir(join(draft, '.git', 'objects', 'info'), { recursive: true });
  await writeFile(join(draft, '.git', 'objects', 'info', 'alternates'), `${place.bareDir}/objects\n`);
  await git(['config', 'user.name', spec.identity.name], options);
  await git(['config', 'user.email', spec.identity.email], options);
  await bringTagsAndDefaultBranch(place, draft);
  const target =
    spec.branch === null
      ? ['--detach', commit]
      : ['-B', branchRef(spec.branch).slice('refs/heads/'.length), commit];
  await git(['checkout', '--quiet', ...target], options);
}

// Agents compare with the default branch by its name, and builds read versions from tags. The objects are there already,
// so the refs are written down instead of fetched.
async function bringTagsAndDefaultBranch(place: Place, draft: string): Promise<void> {
  const { env, bareDir, repo } = place;
  const base = trackingRef(repo.defaultBranch);
  const { stdout } = await git(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/tags', base], {
    gitDir: bareDir,
    env,
  });
  const refs = stdout.split('\n').filter((line) => line !== '');
  const creations = refs.map((line) => {
    const ref = line.slice(line.indexOf(' ') + 1);
    return `create ${ref === base ? branchRef(repo.defaultBranch) : ref} ${line.slice(0, line.indexOf(' '))}\n`;
  });
  await git(['update-ref', '--stdin'], { cwd: draft, env, input: creations.join('') });
}

async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    // Some tools write-protect what they download (Go's module cache), and rm cannot empty such a folder.
    await makeWritable(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function makeWritable(path: string): Promise<void> {
  if (!(await isFolder(path))) return;
  await chmod(path, 0o700);
  for (const name of await readdir(path)) await makeWritable(join(path, name));
}
