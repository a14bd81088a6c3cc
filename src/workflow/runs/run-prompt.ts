import { readFileSync } from 'node:fs';
import type { AgentRequest } from '../../agents/agent.ts';
import type { Ground, Preparation, RunFiles } from './preparation.ts';
import { toldOnResume } from './resume-session.ts';
import { describeFiles } from './run-files.ts';

/** The repository's own prompt at its default branch, else the project's, else ours. Jobs taken over keep theirs word for word. */
export async function makePrompt(
  preparation: Preparation,
  request: AgentRequest,
  { resumes, attached }: Ground,
  base: string,
): Promise<string> {
  const { context, job, role, project, settings } = preparation;
  const { store, workspace, tools } = context;
  const { reportChannel } = tools.agentOf(settings);
  if (resumes !== null) {
    const { happened, notes } = toldOnResume(resumes, request.notes);
    const told = { happened, notes: withFiles(notes, attached) };
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
    description: withFiles(description, attached),
    notes,
    repo,
    branch,
    baseBranch: project.repo.defaultBranch,
    commit,
    reportChannel,
    reportPath,
  });
}

function withFiles(words: string, attached: RunFiles): string {
  return [words, describeFiles(attached)].filter((part) => part.trim() !== '').join('\n\n');
}
