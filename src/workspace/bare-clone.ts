import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git.ts';
import type { Place } from './places.ts';

/** Makes the bare clone if there is none. Idempotent; built aside and renamed, so a half-made one is never found. */
export async function ensureBareClone(place: Place): Promise<void> {
  if (existsSync(join(place.bareDir, 'HEAD'))) return;
  const draft = `${place.bareDir}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const shape = ['--quiet', '--bare', '--template=', `--initial-branch=${place.repo.defaultBranch}`];
  await git(['init', ...shape, draft], { env: place.env });
  await rename(draft, place.bareDir);
}
