import type { Usage } from '../../domain/report.ts';
import { sumUsage, type UsageSum } from '../../domain/usage.ts';
import type { RunRow } from '../../store/runs.ts';

const commandRoles: ReadonlySet<string> = new Set(['staging-deployer', 'deployer']);

/** CI is a run of an effect, and staging and deploy are mostly plain commands: they ask no model. */
function isAgentRun(run: RunRow): boolean {
  return run.effect_id === null && (run.model !== null || !commandRoles.has(run.agent));
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
