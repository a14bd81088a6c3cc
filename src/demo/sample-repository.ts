import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../workspace/git.ts';

/** `base` is the commit of its branch before the demo began. */
export type DemoRepository = { origin: string; branch: string; base: string };
/** `tree` is a checkout of it. */
export type SampleRepository = DemoRepository & { tree: string };

const identity = {
  GIT_AUTHOR_NAME: 'Signalbox demo',
  GIT_AUTHOR_EMAIL: 'demo@signalbox.invalid',
  GIT_COMMITTER_NAME: 'Signalbox demo',
  GIT_COMMITTER_EMAIL: 'demo@signalbox.invalid',
};

/** The sample program as a bare repository with one commit. */
export async function createSampleRepository(home: string, name: string): Promise<SampleRepository> {
  const origin = join(home, `${name}.git`);
  const tree = join(home, name);
  mkdirSync(tree, { recursive: true });
  cpSync(join(import.meta.dirname, 'sample'), tree, { recursive: true });
  await git(['init', '--quiet', '--bare', '--initial-branch=main', origin], { cwd: home });
  await git(['init', '--quiet', '--initial-branch=main'], { cwd: tree });
  await git(['add', '--all'], { cwd: tree });
  await git(['commit', '--quiet', '--message', 'A board for notices'], { cwd: tree, env: identity });
  await git(['push', '--quiet', origin, 'main'], { cwd: tree });
  const { stdout } = await git(['rev-parse', 'HEAD'], { cwd: tree });
  return { origin, branch: 'main', base: stdout.trim(), tree };
}
