import { join } from 'node:path';
import type { Agent, AgentInvocation, AgentRequest } from '../agent.ts';
import { toRequestVariables } from '../request-variables.ts';
import { toOpencodeOutcome } from './opencode-outcome.ts';
import { readOpencodeLine } from './opencode-output.ts';
import { toOpencodePermissions } from './opencode-permissions.ts';

/** OpenCode, made for version 1.18.33. `program` is an absolute path. It counts each run for itself, in tokens and dollars. */
export function createOpencodeAgent({ program }: { program: string }): Agent {
  return {
    reportChannel: 'file',
    toInvocation: (request) => toInvocation(program, request),
    toOutcome: (result) => toOpencodeOutcome(result, program),
    output: {
      readLine: readOpencodeLine,
      resumable: true,
      costIsOfSession: false,
      usageIsOfSession: false,
      sessionLog: null,
    },
  };
}

function toInvocation(program: string, request: AgentRequest): AgentInvocation {
  const { session, model, effort, workItemId } = request;
  return {
    argv: [
      program,
      'run',
      '--format',
      'json',
      ...(model === null ? [] : ['-m', model]),
      ...(effort === null ? [] : ['--variant', effort]),
      // Without one a second model is asked for it.
      '--title',
      workItemId,
      // The only place where it says why it asks the model again, or which model it does not know.
      '--print-logs',
      '--log-level',
      'ERROR',
      ...(session.resumes ? ['--session', session.id] : []),
    ],
    env: {
      ...toRequestVariables(request),
      ...quiet,
      OPENCODE_CONFIG_CONTENT: JSON.stringify(toConfig(request)),
    },
    stdinPath: request.promptPath,
    files: {},
  };
}

/** The clone's own configuration would start its servers and plugins; the system's looks for news of its own. */
const quiet = {
  OPENCODE_DISABLE_PROJECT_CONFIG: '1',
  OPENCODE_DISABLE_CLAUDE_CODE: '1',
  OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  OPENCODE_DISABLE_AUTOUPDATE: '1',
  OPENCODE_DISABLE_MODELS_FETCH: '1',
  OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
  OPENCODE_DISABLE_SHARE: '1',
} as const;

/** It counts before the account's own configuration in HOME, and adds to it. */
function toConfig(request: AgentRequest): object {
  return {
    autoupdate: false,
    share: 'disabled',
    snapshot: false,
    // Left out with the clone's configuration, though it is text alone.
    instructions: [join(request.clonePath, 'AGENTS.md')],
    permission: toOpencodePermissions(request.access, request),
  };
}
