import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { RunSpec } from '../../agents/process/run-process.ts';
import type { RoleSettings } from '../../domain/project.ts';
import type { Role } from '../../domain/stage.ts';
import type { RunRow } from '../../store/runs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { Refusal } from '../refusal.ts';
import { branchOf } from '../task-branch.ts';
import { adoptBranch } from './adopt-branch.ts';
import type { Ground, Preparation } from './preparation.ts';
import { findResumable } from './resume-session.ts';
import { bringFiles } from './run-files.ts';
import { makePrompt } from './run-prompt.ts';
import { toRequest } from './run-request.ts';

export type PreparedRun = {
  name: string;
  folder: string;
  clone: string;
  startCommit: string;
  settings: RoleSettings;
  model: string | null;
  effort: string | null;
  /** The run in whose session it goes on. */
  resumes: RunRow | null;
  spec: RunSpec;
};

const NAME_BYTES = 6;

/** A name no other installation on this machine has: it marks every process of the run. */
export function nameRun(): string {
  return `run-${randomBytes(NAME_BYTES).toString('hex')}`;
}

/** A clone to work in, a HOME, and a folder with the prompt: everything but the process. */
export async function prepareRun(claimed: Preparation): Promise<PreparedRun> {
  const { context, role, project, settings } = claimed;
  const { workspace, tools } = context;
  const { baseCommit } = await workspace.refresh(project.repo);
  const place = await prepareGround(claimed, baseCommit);
  const attached = await bringFiles(claimed);
  const ground = { ...place, attached };
  // What people added to it while this was prepared.
  const task = claimed.task && context.store.tasks.find(claimed.task.id);
  const preparation = { ...claimed, task };
  const { name, folder, clone } = ground;
  tools.createFolder(folder);
  const request = toRequest(preparation, ground);
  tools.writePrompt(folder, await makePrompt(preparation, request, ground, baseCommit));
  const round = task === undefined ? 1 : context.store.runs.countRounds(task.id, role) + 1;
  tools.writeRequest({ ...request, round });
  const { argv, env, stdinPath, files } = tools.agentOf(settings).toInvocation(request);
  const ownHome = settings.home === 'own' ? request.homePath : null;
  const account = tools.findAccount(settings);
  if (ownHome !== null) {
    tools.createHome({ homePath: ownHome, template: account?.homeTemplate ?? null, files });
  }
  const runEnv = tools.environment({
    homePath: ownHome,
    tempPath: tools.tempPath(folder),
    extra: { ...(sees(role) ? project.env : {}), ...env, ...account?.env },
  });
  const objects = workspace.objectsPath(project.repo);
  const places = {
    clone,
    runFolder: folder,
    objects,
    attachments: attached.folder,
    path: runEnv['PATH'] ?? '',
  };
  const spec: RunSpec = {
    folder,
    argv: ownHome === null ? argv : tools.contain(argv, { ...places, home: ownHome }),
    env: runEnv,
    cwd: clone,
    stdinPath,
    marker: name,
    limitMs: settings.limitMs,
    silenceMs: settings.silenceMs,
  };
  const { model, effort } = request;
  return { ...ground, name, folder, settings, model, effort, spec };
}

/** A resumed session finds its clone as it left it; every other run gets a fresh one at the commit the stage starts from. */
async function prepareGround(
  preparation: Preparation,
  baseCommit: string,
): Promise<Omit<Ground, 'attached'>> {
  const { context, role, task, project, settings, job } = preparation;
  const ownCommit = await findOwnCommit(preparation);
  const startCommit = ownCommit ?? baseCommit;
  const name = nameRun();
  const place = { name, folder: join(context.runsDir, name), startCommit };
  const resumes = task === undefined ? null : findResumable(context, { task, role, settings, ownCommit });
  if (resumes?.clone != null) {
    await context.workspace.removeLocks(project.repo, basename(resumes.clone));
    return {
      ...place,
      startCommit: resumes.start_commit ?? startCommit,
      clone: resumes.clone,
      resumes,
    };
  }
  const lands = role === 'deployer';
  const { path: clone } = await context.workspace.checkOut(project.repo, {
    folder: task === undefined ? `job-${job.id}` : cloneFolder(task.id),
    branch: lands || task === undefined ? null : branchOf(task),
    commit: startCommit,
    identity: identityOf(role),
    saveLeftoversAs: lastRunName(context, task),
  });
  return { ...place, clone, resumes: null };
}

export function cloneFolder(taskId: number): string {
  return `task-${taskId}`;
}

export function identityOf(role: string): { name: string; email: string } {
  return { name: `Signalbox ${role}`, email: `${role}@signalbox.invalid` };
}

/** Whether such an address is that of Signalbox or of one of its agents. */
export function isOurs(email: string): boolean {
  return email.endsWith('@signalbox.invalid');
}

/** Whether the role may see the variables of ours that the project hands to its staging and deploy commands. */
function sees(role: Role): boolean {
  return role === 'staging-deployer' || role === 'deployer';
}

/** What landed, for a deploy; else the task's head; null: it begins at the default branch. */
async function findOwnCommit({ context, role, task, project }: Preparation): Promise<string | null> {
  if (task === undefined) return null;
  if (role !== 'deployer') return adoptBranch(context, task, project);
  if (task.merge_sha === null)
    throw new Refusal('nothing of this task has landed, so there is nothing to deploy');
  return task.merge_sha;
}

function lastRunName({ store }: Preparation['context'], task: TaskRow | undefined): string | undefined {
  const last =
    task === undefined ? undefined : store.runs.listOfTask(task.id).findLast((run) => run.name !== null);
  return last?.name == null ? undefined : `refs/signalbox/runs/${last.name}`;
}
