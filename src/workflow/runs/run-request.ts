import { randomUUID } from 'node:crypto';
import type { AgentRequest } from '../../agents/agent.ts';
import { accountOf } from '../../domain/project.ts';
import { isStage, pipeline, stageOfRole } from '../../domain/stage.ts';
import type { RunRow } from '../../store/runs.ts';
import { leftUsd } from '../money.ts';
import { branchOf } from '../task-branch.ts';
import { chooseModel } from './choose-model.ts';
import type { Ground, Preparation } from './preparation.ts';
import { homePath } from './run-places.ts';

/** What the agent is asked to do: stage, repository and branch come from our rows, never from what an agent said. */
export function toRequest(preparation: Preparation, ground: Ground): AgentRequest {
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
    attachmentsPath: ground.attached.folder,
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
