import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentRequest } from '../../agents/agent.ts';
import type { RunSpec } from '../../agents/run-process.ts';
import type { Project, RoleSettings } from '../../domain/project.ts';
import { isStage, pipeline, type Role, stageOfRole } from '../../domain/stage.ts';
import type { JobRow } from '../../store/jobs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { Refusal } from '../refusal.ts';
import { branchOf } from '../task-branch.ts';
import { adoptBranch } from './adopt-branch.ts';
import type { RunContext } from './run-context.ts';

export type PreparedRun = {
  name: string;
  folder: string;
  clone: string;
  startCommit: string;
  settings: RoleSettings;
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

const NAME_BYTES = 6;

/** A name no other installation on this machine has: it marks every process of the run. */
export function nameRun(): string {
  return `run-${randomBytes(NAME_BYTES).toString('hex')}`;
}

/** A fresh clone at the commit the stage starts from, and a folder with the prompt: everything but the process. */
export async function prepareRun(preparation: Preparation): Promise<PreparedRun> {
  const { context, role, task, project, settings, job } = preparation;
  const { workspace, tools } = context;
  const { baseCommit } = await workspace.refresh(project.repo);
  const startCommit = await findStartCommit(preparation, baseCommit);
  const name = nameRun();
  const folder = join(context.runsDir, name);
  const lands = role === 'deployer';
  const { path: clone } = await workspace.checkOut(project.repo, {
    folder: task === undefined ? `job-${job.id}` : cloneFolder(task.id),
    branch: lands || task === undefined ? null : branchOf(task),
    commit: startCommit,
    identity: identityOf(role),
    saveLeftoversAs: lastRunName(context, task),
  });
  tools.createFolder(folder);
  const request = toRequest(preparation, { name, folder, clone, startCommit });
  tools.writePrompt(folder, await makePrompt(preparation, request, baseCommit));
  const round = task === undefined ? 1 : context.store.runs.countRounds(task.id, role) + 1;
  tools.writeRequest({ ...request, round });
  const { argv, env } = tools.agentOf(settings).toInvocation(request);
  const spec: RunSpec = {
    folder,
    argv,
    env: tools.environment({
      ...(pipeline[stageOfRole(role)].keepsWork ? {} : projectEnv(role, project)),
      ...env,
    }),
    cwd: clone,
    marker: name,
    limitMs: settings.limitMs,
    silenceMs: settings.silenceMs,
  };
  return { name, folder, clone, startCommit, settings, spec };
}

export function cloneFolder(taskId: number): string {
  return `task-${taskId}`;
}

export function identityOf(role: string): { name: string; email: string } {
  return { name: `Signalbox ${role}`, email: `${role}@signalbox.invalid` };
}

/** Variables of ours that the project allows its staging and deploy commands to see. */
function projectEnv(role: Role, project: Project): Readonly<Record<string, string>> {
  return role === 'staging-deployer' || role === 'deployer' ? project.env : {};
}

/** What landed, for a deploy; else the task's head; else the default branch. */
async function findStartCommit({ context, role, task, project }: Preparation, base: string): Promise<string> {
  if (task === undefined) return base;
  if (role !== 'deployer') return (await adoptBranch(context, task, project)) ?? base;
  if (task.merge_sha === null)
    throw new Refusal('nothing of this task has landed, so there is nothing to deploy');
  return task.merge_sha;
}

function lastRunName({ store }: RunContext, task: TaskRow | undefined): string | undefined {
  const last =
    task === undefined ? undefined : store.runs.listOfTask(task.id).findLast((run) => run.name !== null);
  return last?.name == null ? undefined : `refs/signalbox/runs/${last.name}`;
}

function toRequest(
  { context, job, role, task, project, settings }: Preparation,
  run: { name: string; folder: string; clone: string; startCommit: string },
): AgentRequest {
  const stage = stageOfRole(role);
  const { tools } = context;
  const workItemId = task?.work_item_id ?? `job-${job.id}`;
  return {
    role,
    stage: task !== undefined && isStage(task.stage) ? task.stage : stage,
    workItemId,
    title: task?.title ?? workItemId,
    description: task?.description ?? '',
    notes: job.notes ?? '',
    repo: project.repo.key,
    branch: task === undefined ? project.repo.defaultBranch : branchOf(task),
    commit: run.startCommit,
    runName: run.name,
    clonePath: run.clone,
    promptPath: tools.file(run.folder, 'prompt'),
    reportPath: settings.report ? tools.file(run.folder, 'report') : null,
    model: settings.model,
    effort: settings.effort,
    verdicts: pipeline[stage].verdicts,
  };
}

/** The repository's own prompt at its default branch, else the project's, else ours. Jobs taken over keep theirs word for word. */
async function makePrompt(preparation: Preparation, request: AgentRequest, base: string): Promise<string> {
  const { context, job, role, project, settings } = preparation;
  const { store, workspace, tools } = context;
  if (job.id <= store.meta.takeoverMark('jobs') && job.task_content !== null) return job.task_content;
  const own = await workspace.readFile(project.repo, base, `.signalbox/prompts/${role}.md`);
  const ofProject = settings.promptFile === null ? undefined : readFileSync(settings.promptFile, 'utf8');
  const { role: name, stage, workItemId, title, description, notes, repo, branch, commit } = request;
  const reportPath = request.reportPath ?? '(no report is read from this run; the exit status counts)';
  const baseBranch = project.repo.defaultBranch;
  const values = {
    role: name,
    stage,
    workItemId,
    title,
    description,
    notes,
    repo,
    branch,
    baseBranch,
    commit,
    reportPath,
  };
  return tools.renderPrompt(own?.text ?? ofProject ?? tools.builtInPrompt(role), values);
}
