import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRunTools } from '../../../src/agents/run-tools.ts';
import type { RoleSettings } from '../../../src/domain/project.ts';
import type { Role } from '../../../src/domain/stage.ts';
import { project } from '../../support/context.ts';
import { createRunContext, type TestRunContext } from '../run-context.ts';

/** One answer of the model, with what it took, as Claude Code tells it. */
export function answerLine(id: string, text: string): string {
  const usage = {
    input_tokens: 1000,
    output_tokens: 50,
    cache_read_input_tokens: 300,
    cache_creation_input_tokens: 200,
  };
  const content = [{ type: 'tool_use', id: `t${id}`, name: 'Bash', input: { command: text } }];
  return JSON.stringify({
    type: 'assistant',
    message: { id, role: 'assistant', model: 'claude-opus-5-5', content, usage },
  });
}

export function resultLine(costUsd: number, report: object | null, parts: object = {}): string {
  const usage = {
    input_tokens: 1000,
    output_tokens: 50,
    cache_read_input_tokens: 300,
    cache_creation_input_tokens: 200,
  };
  return JSON.stringify({
    type: 'result',
    subtype: 'success',
    is_error: false,
    num_turns: 1,
    result: 'done',
    total_cost_usd: costUsd,
    usage,
    permission_denials: [],
    ...(report === null ? {} : { structured_output: report }),
    ...parts,
  });
}

/** A shell program in the place of Claude Code: `say` prints a line, `$session` is the session's id, `$resumed` says whether it goes on. */
export async function createSpokenContext(
  script: string,
  budget = { task: null as number | null, day: null },
) {
  const settings = (role: Role): RoleSettings => ({
    model: 'opus',
    effort: 'high',
    limitMs: 60_000,
    silenceMs: 60_000,
    promptFile: null,
    report: true,
    home: 'own',
    runner: 'claude',
    account: role === 'tester' ? 'spare' : 'team',
    fallbackModel: null,
  });
  const roles = { ...project().roles };
  for (const role of ['analyst', 'architect', 'developer', 'reviewer', 'tester'] as const)
    roles[role] = settings(role);
  const context = await createRunContext({ project: { roles, budget } });
  const program = writeProgram(context, script);
  const accounts = ['team', 'spare'].map((name) => {
    return { name, runner: 'claude', program, env: { KEY: name }, homeTemplate: null } as const;
  });
  return Object.assign(context, { tools: createRunTools(process.env, { accounts, sandbox: null }) });
}

function writeProgram({ yard }: TestRunContext, script: string): string {
  const folder = join(yard.dir, 'programs');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'claude');
  writeFileSync(path, `#!/bin/sh\n${prologue}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const prologue = `
say() { printf '%s\\n' "$1"; }
session=; resumed=; budget=
while [ $# -gt 0 ]; do
  case $1 in
    --session-id) session=$2; shift ;;
    --resume) session=$2; resumed=yes; shift ;;
    --max-budget-usd) budget=$2; shift ;;
  esac
  shift
done
prompt=$(cat)
say "{\\"type\\":\\"system\\",\\"subtype\\":\\"init\\",\\"session_id\\":\\"$session\\",\\"model\\":\\"claude-opus-5-5\\",\\"cwd\\":\\"$PWD\\"}"
`;
