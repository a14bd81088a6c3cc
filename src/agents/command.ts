import type { Agent } from './agent.ts';
import { toReportOutcome } from './report-outcome.ts';
import { toRequestVariables } from './request-variables.ts';

/** A shell command as agent: it reads its request from the environment and answers by a report or by its exit status. */
export function createCommandAgent(settings: { command: string }): Agent {
  return {
    reportChannel: 'file',
    toInvocation: (request) => ({
      argv: ['sh', '-c', settings.command],
      env: toRequestVariables(request),
      stdinPath: null,
      files: {},
    }),
    toOutcome: toReportOutcome,
    output: null,
  };
}
