import type { AgentRequest } from '../agent.ts';
import { toRequestVariables } from '../request-variables.ts';

/** Its own context file, in HOME: the shell it gives its tools sets `diff.external` to nothing, which git cannot run. */
export const geminiContextName = 'signalbox-context.md';
export const geminiContext = 'Call `git diff` as `git diff --no-ext-diff`: without that it fails here.\n';

/** Of a request that fails for the while: about a minute, in which it says nothing on standard output. */
const attempts = 5;

/** Read as the system's settings, which count before those of HOME: no servers, hooks or commands, and no news of its own. */
export function toGeminiSettings(request: AgentRequest): object {
  return {
    security: {
      auth: { selectedType: 'gemini-api-key' },
      // Not the same as trusting it: only so does it work in a folder that it is told not to trust.
      folderTrust: { enabled: false },
      environmentVariableRedaction: toRedaction(request),
    },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    general: { enableAutoUpdate: false, enableAutoUpdateNotification: false, maxAttempts: attempts },
    mcp: { allowed: ['none'] },
    hooksConfig: { enabled: false },
    tools: { discoveryCommand: '' },
    advanced: { ignoreLocalEnv: true },
    context: { fileName: [geminiContextName] },
    ...toModelConfigs(request),
  };
}

/** It takes every name that looks like a secret from the tools, and those are what a deploy may be given. */
function toRedaction(request: AgentRequest): object {
  if (request.access === 'run') return { enabled: false };
  const allowed = Object.keys(toRequestVariables(request));
  return { enabled: true, blocked: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'], allowed };
}

const budgets: Readonly<Record<string, number>> = { low: 1024, medium: 8192, high: 24_576 };

/** The second generation takes a number of tokens, later ones a word. */
function toModelConfigs({ model, effort }: AgentRequest): object {
  if (model === null || effort === null) return {};
  const thinkingConfig = /^gemini-[12]\b/.test(model)
    ? { thinkingBudget: budgets[effort] ?? budgets['medium'] }
    : { thinkingLevel: effort.toUpperCase() };
  const modelConfig = { generateContentConfig: { thinkingConfig } };
  return { modelConfigs: { customOverrides: [{ match: { overrideScope: 'core' }, modelConfig }] } };
}
