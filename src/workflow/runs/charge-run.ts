import type { AgentOutput } from '../../agents/agent.ts';
import type { Transcript } from '../../agents/cli/transcript.ts';
import { costOf, observedPrice } from '../../domain/price.ts';
import type { Price } from '../../domain/project.ts';
import type { Usage } from '../../domain/report.ts';
import type { Charge, RunRow } from '../../store/runs.ts';
import type { Context } from '../context.ts';
import { usageOf } from './run-usage.ts';

type Charging = Pick<Context, 'store' | 'prices'>;

/** What a program reported of itself: its word is all there is. */
export function chargeReported(usage: Usage): Charge {
  return { usage, basis: usage.costUsd === null ? null : 'told', sessionCostUsd: null };
}

/**
 * What one run of a CLI is charged with. Where the CLI counts the whole session, what earlier runs of it were told to
 * have cost is taken off, so that nothing is counted twice; what it never told is reckoned from the tokens.
 */
export function chargeTold(context: Charging, run: RunRow, output: AgentOutput, told: Transcript): Charge {
  const before = told.sessionId === null ? [] : earlierRuns(context, told.sessionId, run);
  const own = output.usageIsOfSession ? withoutEarlier(told.usage, before) : told.usage;
  const usage = { ...own, model: told.model ?? run.model };
  const earlierUsd = output.costIsOfSession
    ? Math.max(0, ...before.map((one) => one.session_cost_usd ?? 0))
    : 0;
  const addedUsd = told.toldCostUsd === null ? null : Math.max(0, told.toldCostUsd - earlierUsd);
  // A run that was killed has told nothing of its own: what stands there is what earlier ones had cost.
  const isTold = addedUsd !== null && (told.end !== null || addedUsd > 0);
  if (isTold)
    return { usage: { ...usage, costUsd: addedUsd }, basis: 'told', sessionCostUsd: told.toldCostUsd };
  const costUsd = estimateUsd(context, run, usage);
  return { usage: { ...usage, costUsd }, basis: costUsd === null ? null : 'estimated', sessionCostUsd: null };
}

/** What this run added to the counts of its session. */
function withoutEarlier(usage: Usage, before: readonly RunRow[]): Usage {
  const less = (
    told: number | null,
    key: 'input_tokens' | 'output_tokens' | 'cache_read_tokens' | 'cache_creation_tokens',
  ) => (told === null ? null : Math.max(0, told - before.reduce((sum, run) => sum + (run[key] ?? 0), 0)));
  return {
    ...usage,
    inputTokens: less(usage.inputTokens, 'input_tokens'),
    outputTokens: less(usage.outputTokens, 'output_tokens'),
    cacheReadTokens: less(usage.cacheReadTokens, 'cache_read_tokens'),
    cacheCreationTokens: less(usage.cacheCreationTokens, 'cache_creation_tokens'),
  };
}

function earlierRuns({ store }: Charging, sessionId: string, run: RunRow): RunRow[] {
  return store.runs.listOfSession(sessionId).filter(({ id }) => id < run.id);
}

/** US dollars for these tokens; what the CLI says of the cost while it runs counts first. Null where nobody knows the price. */
function estimateUsd(context: Charging, run: RunRow, usage: Usage): number | null {
  if (usage.costUsd !== null) return usage.costUsd;
  const price = findPrice(context, usage.model ?? run.model) ?? findPrice(context, run.model);
  return price === null ? null : costOf(usage, price);
}

/** The first runs of a model that were killed told no cost, and none before them gave a price: they count once one has told. */
export function chargeUnpriced(context: Charging, model: string): void {
  for (const run of context.store.spending.listUnpriced(model)) {
    const costUsd = estimateUsd(context, run, usageOf(run));
    if (costUsd !== null) context.store.spending.setEstimate(run.id, costUsd);
  }
}

/** As configured, else as earlier runs of the model came to cost. */
function findPrice({ store, prices }: Charging, model: string | null): Price | null {
  if (model === null) return null;
  const configured = prices[model];
  if (configured !== undefined) return configured;
  const sums = store.spending.ofModel(model);
  return sums === undefined || sums.costUsd === null ? null : observedPrice(sums);
}
