import type { Account, CliRunner, RoleSettings } from '../domain/project.ts';
import type { Agent } from './agent.ts';
import { createClaudeAgent } from './claude/claude.ts';
import { toNativeProgram } from './cli/native-program.ts';
import { createCodexAgent } from './codex/codex.ts';
import { createCommandAgent } from './command.ts';
import { createGeminiAgent } from './gemini/gemini.ts';
import { createOpencodeAgent } from './opencode/opencode.ts';
import { createScriptedAgent } from './scripted/scripted.ts';

const createCli: Readonly<Record<CliRunner, (settings: { program: string }) => Agent>> = {
  claude: createClaudeAgent,
  codex: createCodexAgent,
  gemini: createGeminiAgent,
  opencode: createOpencodeAgent,
};

/** The agent that a role's settings ask for, and whose credentials it works with. */
export function createAgents(accounts: readonly Account[]) {
  const findAccount = (settings: RoleSettings): Account | null =>
    'account' in settings ? (accounts.find(({ name }) => name === settings.account) ?? null) : null;
  return {
    findAccount,
    agentOf: (settings: RoleSettings): Agent => {
      if (settings.runner === 'command') return createCommandAgent({ command: settings.command });
      if (settings.runner === 'scripted') return createScriptedAgent({ scriptPath: settings.script });
      const program = findAccount(settings)?.program ?? settings.runner;
      return createCli[settings.runner]({ program: toNativeProgram(settings.runner, program) });
    },
  };
}
