import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { optional, reportAt, required, type Section } from './section.ts';
import type { Repository } from './settings.ts';
import { text } from './values.ts';

/** A key names folders, so it must not leave its own. */
const keyShape = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const repoKey = z.string().regex(keyShape).describe('letters, digits, dots, dashes and underscores');

const branchName = z
  .string()
  .regex(/^(?![-/.])(?!.*(\.\.|\/\/|@\{))[^\s~^:?*[\\]+(?<![/.])$/)
  .describe('the name of a branch');

/** A relative path counts from `folder`, where the projects file is. */
export function readRepository(project: Section, folder: string): Repository | undefined {
  const defaultBranch = optional(project, 'branch', branchName, 'main');
  const given = required(project, 'repo', text);
  const override = optional(project, 'repoKey', repoKey, undefined);
  if (given === undefined) return undefined;

  const origin = isAddress(given) ? given : resolve(folder, given);
  if (origin !== given || origin.startsWith('/')) {
    checkFolder(project, origin);
    checkPushable(project, origin, defaultBranch);
  }
  const key = override ?? keyOf(origin);
  if (!keyShape.test(key)) {
    reportAt(project, 'repo', 'its last part cannot serve as a short name; give one as repoKey');
    return undefined;
  }
  return { key, origin, defaultBranch };
}

/** The last part of an address or a path, without `.git`. */
function keyOf(origin: string): string {
  const parts = origin
    .replace(/\/+$/, '')
    .replace(/\/?\.git$/, '')
    .split(/[/:]/);
  return parts.at(-1) ?? '';
}

/** Git's own rule: a scheme, or a colon before the first slash. */
function isAddress(given: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(given) || /^[^/]+:/.test(given);
}

function checkFolder(project: Section, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  reportAt(project, 'repo', `expected an address or the path of a repository, found no folder at ${path}`);
}

/** Git takes no push to the branch that a work tree has checked out: better said now than after a paid task. */
function checkPushable(project: Section, path: string, branch: string): void {
  const read = (name: string) =>
    existsSync(join(path, '.git', name)) ? readFileSync(join(path, '.git', name), 'utf8') : '';
  if (read('HEAD').trim() !== `ref: refs/heads/${branch}`) return;
  if (/^\s*denyCurrentBranch\s*=\s*(updateInstead|ignore|warn|false)\s*$/im.test(read('config'))) return;
  reportAt(
    project,
    'repo',
    `expected a repository that ${branch} can be pushed to; ${path} has it checked out: check out another branch there, or run "git config receive.denyCurrentBranch updateInstead" in it`,
  );
}
