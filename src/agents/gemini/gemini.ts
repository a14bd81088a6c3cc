import { dirname, join } from 'node:path';
import type { Agent, AgentInvocation, AgentRequest } from '../agent.ts';
import { toRequestVariables } from '../request-variables.ts';
import { toGeminiOutcome } from './gemini-outcome.ts';
import { readGeminiLine } from './gemini-output.ts';
import { toGeminiPolicy } from './gemini-policy.ts';
import { geminiContext, geminiContextName, toGeminiSettings } from './gemini-settings.ts';

/** Google's Gemini CLI, made for version 0.61.0. `program` is an absolute path. It counts each run for itself. */
export function createGeminiAgent({ program }: { program: string }): Agent {
  return {
    reportChannel: 'file',
    toInvocation: (request) => toInvocation(program, request),
    toOutcome: (result) => toGeminiOutcome(result, program),
    output: {
      readLine: readGeminiLine,
      resumable: true,
      costIsOfSession: false,
      usageIsOfSession: false,
      sessionLog: null,
    },
  };
}

function toInvocation(program: string, request: AgentRequest): AgentInvocation {
  const { session, model, reportPath, attachmentsPath, access, homePath } = request;
  const folder = join(homePath, '.gemini');
  const settingsPath = join(folder, 'signalbox-settings.json');
  const policyPath = join(folder, 'signalbox-policy.toml');
  return {
    argv: [
      program,
      '--output-format',
      'stream-json',
      // Without one a smaller model is asked first which it should be.
      ...(model === null ? [] : ['-m', model]),
      '--approval-mode',
      'default',
      '--policy',
      policyPath,
      '-e',
      'none',
      ...(session.resumes ? ['--resume', session.id] : ['--session-id', session.id]),
      ...(reportPath === null ? [] : ['--include-directories', dirname(reportPath)]),
      ...(attachmentsPath === null ? [] : ['--include-directories', attachmentsPath]),
    ],
    env: { ...toRequestVariables(request), ...surroundings, GEMINI_CLI_SYSTEM_SETTINGS_PATH: settingsPath },
    stdinPath: request.promptPath,
    files: {
      [settingsPath]: `${JSON.stringify(toGeminiSettings(request), null, 2)}\n`,
      [policyPath]: toGeminiPolicy(access, request),
      [join(folder, geminiContextName)]: geminiContext,
    },
  };
}

/**
 * What an account sets counts before these. In a folder that it trusts, a `.gemini/.env` could lead the key to another
 * host; of one that it does not it takes neither that, nor settings. Here the prompt tells what to read of the clone.
 */
const surroundings = {
  GEMINI_CLI_TRUST_WORKSPACE: 'false',
  // Else a child does the work, and no signal reaches it.
  GEMINI_CLI_NO_RELAUNCH: 'true',
  GOOGLE_GEMINI_BASE_URL: 'https://generativelanguage.googleapis.com',
  GOOGLE_GENAI_USE_VERTEXAI: 'false',
} as const;
