import type { AgentRequest } from './agent.ts';

/** What every program that runs for a stage is told by its environment. Without a report path the variable is absent. */
export function toRequestVariables(request: AgentRequest): Record<string, string> {
  return {
    SIGNALBOX_ROLE: request.role,
    SIGNALBOX_STAGE: request.stage,
    SIGNALBOX_TASK: request.workItemId,
    SIGNALBOX_PROMPT: request.promptPath,
    SIGNALBOX_COMMIT: request.commit,
    SIGNALBOX_BRANCH: request.branch,
    SIGNALBOX_REPO: request.repo,
    SIGNALBOX_RUN: request.runName,
    ...(request.reportPath === null ? {} : { SIGNALBOX_REPORT: request.reportPath }),
    ...(request.attachmentsPath === null ? {} : { SIGNALBOX_ATTACHMENTS: request.attachmentsPath }),
  };
}
