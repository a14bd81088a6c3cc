import type { Usage } from '../domain/report.ts';
import type { RunRow } from '../store/runs.ts';

export function toUsage(run: RunRow): Usage {
  return {
    inputTokens: run.input_tokens,
    outputTokens: run.output_tokens,
    cacheReadTokens: run.cache_read_tokens,
    cacheCreationTokens: run.cache_creation_tokens,
    costUsd: run.cost_usd,
    model: run.model,
  };
}
