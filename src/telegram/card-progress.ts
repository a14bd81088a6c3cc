import { formatCost, formatCount } from '../domain/amounts.ts';
import type { Usage } from '../domain/report.ts';
import type { LiveRunView } from '../domain/task-view.ts';
import { shownInputTokens } from '../domain/usage.ts';
import { type Formatted, oneLine, plain } from './formatted.ts';

/** What the agent does now and what it took so far: nothing that changes while nothing happens. Empty where its runner does not tell. */
export function progressLines(run: LiveRunView | null): Formatted[] {
  if (run === null) return [];
  const step = oneLine(run.step ?? '', 120);
  const sums = [...turnsOf(run), ...amountsOf(run.usage), ...(run.resumed ? ['goes on in its session'] : [])];
  return [step === '' ? '' : `⚙️ ${step}`, sums.join(' · ')].filter((line) => line !== '').map(plain);
}

function turnsOf({ turns }: LiveRunView): string[] {
  if (turns === null || turns === 0) return [];
  return [turns === 1 ? '1 turn' : `${formatCount(turns)} turns`];
}

/** A cost before the end is a guess of ours, whoever tells it. */
function amountsOf(usage: Usage): string[] {
  const input = shownInputTokens(usage);
  const { outputTokens, costUsd } = usage;
  const tokens =
    input === null && outputTokens === null
      ? []
      : [`${formatCount(input ?? 0)} in / ${formatCount(outputTokens ?? 0)} out`];
  return costUsd === null || costUsd === 0 ? tokens : [...tokens, `≈ ${formatCost(costUsd)}`];
}
