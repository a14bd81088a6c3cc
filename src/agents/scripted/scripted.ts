import { join } from 'node:path';
import { emptyReport } from '../../domain/report.ts';
import type { Agent } from '../agent.ts';
import { toReportOutcome } from '../report-outcome.ts';
import { toRequestVariables } from '../request-variables.ts';
import { toRequestPath } from './request-file.ts';
import { wrongScriptCode } from './script.ts';

const playerPath = join(import.meta.dirname, 'scripted-player.ts');

/** Plays a script instead of asking a model, in a real process. The caller writes the request file beside the prompt. */
export function createScriptedAgent(settings: { scriptPath: string }): Agent {
  return {
    reportChannel: 'file',
    output: null,
    toInvocation: (request) => ({
      argv: [process.execPath, playerPath, settings.scriptPath, toRequestPath(request.promptPath)],
      env: toRequestVariables(request),
      stdinPath: null,
      files: {},
    }),
    toOutcome: (result) =>
      // Not a verdict of the role, whatever the stage knows: the script itself has to be repaired.
      result.exitCode === wrongScriptCode
        ? {
            kind: 'failed',
            why: `the script cannot be played: ${result.outputTail.trim()}`,
            report: emptyReport,
          }
        : toReportOutcome(result),
  };
}
