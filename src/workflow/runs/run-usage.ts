import type { Usage } from '../../domain/report.ts';
import { sumUsage, type UsageSum } from '../../domain/usage.ts';
import type { RunRow } from '../../store/runs.ts';

const commandRoles: ReadonlySet<string> = new Set(['staging-deployer', 'deployer']);

/** CI is a run of an effect; staging, deploy and tests by a command ask no model, as far as they tell. */
function isAgentRun(run: RunRow): boolean {
  if (run.effect_id !== null) return false;
  const isPlain = commandRoles.has(run.agent) || (run.agent === 'tester' && run.runner === 'command');
  return run.model !== null || run.cost_usd !== null || !isPlain;
}

export function isLiveRun(run: RunRow): boolean {
  return run.name !== null && run.finished_at === null;
}

/** What agents told of their runs. One that is under way counts with what it has told so far, and may still tell the rest. */
export function sumRuns(runs: readonly RunRow[]): UsageSum {
  return sumUsage(
    runs.filter(isAgentRun).map((run) => ({
      ...usageOf(run),
      estimated: run.cost_basis === 'estimated',
      live: isLiveRun(run),
    })),
  );
}

export function usageOf(run: RunRow): Usage {
  return {
    inputTokens: run.input_tokens,
    outputTokens: run.output_tokens,
    cacheReadTokens: run.cache_read_tokens,
    cacheCreationTokens: run.cache_creation_tokens,
    costUsd: run.cost_usd,
    model: run.model,
  };
}
