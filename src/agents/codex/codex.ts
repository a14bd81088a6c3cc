import { join } from 'node:path';
import type { Access } from '../../domain/stage.ts';
import type { Agent, AgentInvocation, AgentRequest } from '../agent.ts';
import { toRequestVariables } from '../request-variables.ts';
import { toCodexOutcome } from './codex-outcome.ts';
import { readCodexLine } from './codex-output.ts';
import { toCodexSchema } from './codex-schema.ts';

/** OpenAI's Codex, made for version 0.169.0. `program` is an absolute path, not that of its wrapper in Node. */
export function createCodexAgent({ program }: { program: string }): Agent {
  return {
    reportChannel: 'answer',
    toInvocation: (request) => toInvocation(program, request),
    toOutcome: (result) => toCodexOutcome(result, program),
    output: {
      readLine: readCodexLine,
      resumable: true,
      costIsOfSession: false,
      usageIsOfSession: true,
      sessionLog: null,
    },
  };
}

function toInvocation(program: string, request: AgentRequest): AgentInvocation {
  const { session, model, effort, access, reportPath } = request;
  const schemaPath = join(request.homePath, '.codex', `signalbox-${request.stage}.schema.json`);
  const schema = JSON.stringify(toCodexSchema(request.verdicts), null, 2);
  return {
    argv: [
      program,
      'exec',
      ...(session.resumes ? ['resume'] : []),
      '--json',
      ...(model === null ? [] : ['-m', model]),
      ...(effort === null ? [] : toSetting('model_reasoning_effort', effort)),
      ...quiet,
      ...keysHidden,
      ...toPermissions(access, request),
      ...(reportPath === null ? [] : ['--output-schema', schemaPath]),
      // Its own choice at first; told again, with everything else, when the session goes on.
      ...(session.resumes ? [session.id] : []),
      '-',
    ],
    // The report is the structured answer: there is no file to write it to.
    env: toRequestVariables({ ...request, reportPath: null }),
    stdinPath: request.promptPath,
    files: reportPath === null ? {} : { [schemaPath]: schema },
  };
}

/** Of the hosts that it asks by itself none is left. A connection refused is else tried again for ever. */
const quiet: readonly string[] = [
  ...toSetting('analytics.enabled', false),
  ...toSetting('check_for_update_on_startup', false),
  ...toSetting('web_search', 'disabled'),
  ...['apps', 'plugins', 'unbounded_connection_retries'].flatMap((feature) => ['--disable', feature]),
];

const keysHidden = toSetting('shell_environment_policy.exclude', [
  'CODEX_API_KEY',
  'CODEX_ACCESS_TOKEN',
  'OPENAI_API_KEY',
]);

/**
 * As settings, because `exec resume` knows no `--sandbox`. The sandbox keeps `.git` read-only unless it is named, and
 * what runs what is there, such as a deploy, reaches where no list of folders could follow.
 */
function toPermissions(access: Access, { clonePath, homePath }: AgentRequest): string[] {
  switch (access) {
    case 'read':
      return toSetting('sandbox_mode', 'read-only');
    case 'documents':
      return toSandbox([join(clonePath, '.git')], false);
    case 'write':
      return toSandbox([join(clonePath, '.git'), homePath], true);
    case 'run':
      return ['--dangerously-bypass-approvals-and-sandbox'];
  }
}

/** Writes only in the clone, these folders and the system's temporary one. */
function toSandbox(folders: readonly string[], hasNetwork: boolean): string[] {
  return [
    ...toSetting('sandbox_mode', 'workspace-write'),
    ...toSetting('sandbox_workspace_write.writable_roots', folders),
    ...toSetting('sandbox_workspace_write.network_access', hasNetwork),
  ];
}

/** The value in TOML, whose strings, lists and booleans are written as in JSON. */
function toSetting(key: string, value: string | boolean | readonly string[]): string[] {
  return ['-c', `${key}=${JSON.stringify(value)}`];
}
