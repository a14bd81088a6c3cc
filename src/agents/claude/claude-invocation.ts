import { join } from 'node:path';
import type { AgentInvocation, AgentRequest } from '../agent.ts';
import { toReportSchema } from '../cli/report-schema.ts';
import { toRequestVariables } from '../request-variables.ts';
import { toPermissionArgs } from './claude-permissions.ts';

/** Our own backoff goes on where its few tries end. */
const ownRetries = 4;

/** Nothing of the clone is run: its settings, hooks and servers stay out, its CLAUDE.md is read as text. */
const settings = {
  disableAllHooks: true,
  autoMemoryEnabled: false,
  includeCoAuthoredBy: false,
  attribution: { commit: '', pr: '' },
  // A session must be there for as long as a person may take to answer.
  cleanupPeriodDays: 3650,
};

const environment = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
  CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD: '1',
  CLAUDE_CODE_MAX_RETRIES: String(ownRetries),
  DISABLE_AUTOUPDATER: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
};

export const claudeFolder = '.claude';

export function toClaudeInvocation(request: AgentRequest, program: string): AgentInvocation {
  return {
    argv: [program, ...toArgs(request)],
    // The report is the structured answer: there is no file to write it to.
    env: {
      ...toRequestVariables({ ...request, reportPath: null }),
      ...environment,
      CLAUDE_CONFIG_DIR: join(request.homePath, claudeFolder),
    },
    stdinPath: request.promptPath,
    files: {},
  };
}

function toArgs(request: AgentRequest): string[] {
  const { model, fallbackModel, effort, session, budgetUsd, access, verdicts, clonePath, attachmentsPath } =
    request;
  return [
    '-p',
    ...toOption('--output-format', 'stream-json'),
    '--verbose',
    ...toOption('--model', model),
    ...toOption('--fallback-model', fallbackModel),
    ...toOption('--effort', effort),
    ...toOption(session.resumes ? '--resume' : '--session-id', session.id),
    ...toOption('--max-budget-usd', budgetUsd === null ? null : toBudget(budgetUsd)),
    ...toOption('--json-schema', JSON.stringify(toReportSchema(verdicts))),
    ...toPermissionArgs(access),
    ...toOption('--setting-sources', ''),
    '--strict-mcp-config',
    ...toOption('--settings', JSON.stringify(settings)),
    // Only of a folder that is named does it read CLAUDE.md when no settings are.
    ...toOption('--add-dir', clonePath),
    ...toOption('--add-dir', attachmentsPath),
  ];
}

function toOption(name: string, value: string | null): string[] {
  return value === null ? [] : [name, value];
}

const smallestBudgetUsd = 0.0001;

/** The CLI takes no budget of zero, and no exponent. */
function toBudget(usd: number): string {
  return Math.max(usd, smallestBudgetUsd).toFixed(4);
}
