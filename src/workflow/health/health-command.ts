import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { startCommand } from '../runs/command-run.ts';
import { identityOf } from '../runs/prepare-run.ts';
import { releaseSurroundings } from '../runs/release-surroundings.ts';
import type { RunContext } from '../runs/run-context.ts';
import type { Watched } from './check-health.ts';
import { finishLook } from './finish-look.ts';
import { findWatched } from './judge-look.ts';

const NAME_BYTES = 6;

/** Starts the project's health command, one at a time for each release: one that still runs is waited for. */
export async function startLook(context: RunContext, watched: Watched): Promise<void> {
  const { deployment, task, project } = watched;
  const commit = deployment.commit_sha;
  if (project.health?.probe.kind !== 'command') return;
  if (commit === null) throw new Error('it is not known what has landed');
  const isIdle = () => context.store.healthLooks.findLatest(deployment.id)?.finished_at !== null;
  if (!isIdle()) return;
  const clone = await findGround(context, watched, commit);
  const { home, env } = releaseSurroundings(context, 'health', { task, project, commit });
  const { command, timeoutMs: limitMs } = project.health.probe;
  await startCommand(
    context,
    { agent: 'health', task, project, effectId: null, clone, commit, command, home, env, limitMs },
    {
      name: context.store.healthLooks.name(deployment.id, randomBytes(NAME_BYTES).toString('hex')),
      isWanted: () => isIdle() && findWatched(context, deployment.id) !== undefined,
      finish: finishLook,
    },
  );
}

export function healthFolder(taskId: number): string {
  return `health-${taskId}`;
}

/** The clone that the deploy had, or that of the look before; else one of its own, at what has landed. */
async function findGround(
  { store, workspace }: RunContext,
  { deployment, task, project }: Watched,
  commit: string,
): Promise<string> {
  const deploy = store.runs.findLatestOfRole(task.id, 'deployer');
  const before = store.healthLooks.findLatest(deployment.id);
  const known = [deploy, before].find((run) => run?.start_commit === commit && run.clone !== null);
  if (known?.clone != null && existsSync(known.clone)) return known.clone;
  const { path } = await workspace.checkOut(project.repo, {
    folder: healthFolder(task.id),
    branch: null,
    commit,
    identity: identityOf('health'),
  });
  return path;
}
