import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AgentRequest } from '../../agents/agent.ts';
import type { RunSpec } from '../../agents/process/run-process.ts';
import { accountOf, type Project, type RoleSettings } from '../../domain/project.ts';
import { isStage, pipeline, type Role, stageOfRole } from '../../domain/stage.ts';
import type { JobRow } from '../../store/jobs.ts';
import type { RunRow } from '../../store/runs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { leftUsd } from '../money.ts';
import { Refusal } from '../refusal.ts';
import { branchOf } from '../task-branch.ts';
import { adoptBranch } from './adopt-branch.ts';
import { chooseModel } from './choose-model.ts';
import { findResumable, toldOnResume } from './resume-session.ts';
import type { RunContext } from './run-context.ts';
import { homePath } from './run-places.ts';

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

type Preparation = {
  context: RunContext;
  job: JobRow;
  role: Role;
  task: TaskRow | undefined;
  project: Project;
  settings: RoleSettings;
};

/** Where a run takes place, and from where it goes on. */
type Ground = { name: string; folder: string; clone: string; startCommit: string; resumes: RunRow | null };

const NAME_BYTES = 6;

/** A name no other installation on this machine has: it marks every process of the run. */
export function nameRun(): string {
  return `run-${randomBytes(NAME_BYTES).toString('hex')}`;
}

/** A clone to work in, a HOME, and a folder with the prompt: everything but the process. */
export async function prepareRun(preparation: Preparation): Promise<PreparedRun> {
  const { context, role, task, project, settings } = preparation;
  const { workspace, tools } = context;
  const { baseCommit } = await workspace.refresh(project.repo);
  const ground = await prepareGround(preparation, baseCommit);
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
  const places = { clone, runFolder: folder, objects, path: runEnv['PATH'] ?? '' };
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
async function prepareGround(preparation: Preparation, baseCommit: string): Promise<Ground> {
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

function lastRunName({ store }: RunContext, task: TaskRow | undefined): string | undefined {
  const last =
    task === undefined ? undefined : store.runs.listOfTask(task.id).findLast((run) => run.name !== null);
  return last?.name == null ? undefined : `refs/signalbox/runs/${last.name}`;
}

function toRequest(preparation: Preparation, ground: Ground): AgentRequest {
  const { context, job, role, task, project, settings } = preparation;
  const stage = stageOfRole(role);
  const workItemId = task?.work_item_id ?? `job-${job.id}`;
  const reportPath = settings.report ? context.tools.file(ground.folder, 'report') : null;
  return {
    role,
    stage: task !== undefined && isStage(task.stage) ? task.stage : stage,
    access: pipeline[stage].access ?? 'read',
    workItemId,
    title: task?.title ?? workItemId,
    description: task?.description ?? '',
    notes: job.notes ?? '',
    repo: project.repo.key,
    branch: task === undefined ? project.repo.defaultBranch : branchOf(task),
    commit: ground.startCommit,
    runName: ground.name,
    clonePath: ground.clone,
    promptPath: context.tools.file(ground.folder, 'prompt'),
    reportPath,
    homePath: homePath(
      context,
      { taskId: task?.id ?? null, jobId: job.id },
      accountOf(settings) ?? settings.runner,
    ),
    ...chooseModel(task, project, settings),
    fallbackModel: 'fallbackModel' in settings ? settings.fallbackModel : null,
    session: toSession(ground.resumes),
    budgetUsd: task === undefined || role === 'deployer' ? null : leftUsd(context, task),
    verdicts: pipeline[stage].verdicts,
  };
}

function toSession(resumes: RunRow | null): AgentRequest['session'] {
  return resumes?.session_id == null
    ? { id: randomUUID(), resumes: false }
    : { id: resumes.session_id, resumes: true };
}

/** The repository's own prompt at its default branch, else the project's, else ours. Jobs taken over keep theirs word for word. */
async function makePrompt(
  preparation: Preparation,
  request: AgentRequest,
  { resumes }: Ground,
  base: string,
): Promise<string> {
  const { context, job, role, project, settings } = preparation;
  const { store, workspace, tools } = context;
  const { reportChannel } = tools.agentOf(settings);
  if (resumes !== null) {
    const told = toldOnResume(resumes, request.notes);
    return tools.renderResumePrompt({ ...told, reportChannel, reportPath: request.reportPath });
  }
  if (job.id <= store.meta.takeoverMark('jobs') && job.task_content !== null) return job.task_content;
  const own = await workspace.readFile(project.repo, base, `.signalbox/prompts/${role}.md`);
  const ofProject = settings.promptFile === null ? undefined : readFileSync(settings.promptFile, 'utf8');
  const {
    role: name,
    stage,
    workItemId,
    title,
    description,
    notes,
    repo,
    branch,
    commit,
    reportPath,
  } = request;
  return tools.renderPrompt(own?.text ?? ofProject ?? tools.builtInPrompt(role), {
    role: name,
    stage,
    workItemId,
    title,
    description,
    notes,
    repo,
    branch,
    baseBranch: project.repo.defaultBranch,
    commit,
    reportChannel,
    reportPath,
  });
}
