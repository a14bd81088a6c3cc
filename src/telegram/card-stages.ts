import { formatBudget, formatCostOf, formatCount, formatDuration, formatUnknown } from '../domain/amounts.ts';
import type { LiveRunView, StageView, TaskView } from '../domain/task-view.ts';
import { shownInputTokens, type UsageSum } from '../domain/usage.ts';
import { type Formatted, joined, oneLine, plain, styled } from './formatted.ts';
import { timeOf } from './utc-time.ts';

const signs = { done: '✓', current: '▸', ahead: '·' } as const satisfies Record<StageView['state'], string>;

/** What to leave out of the stages when the card would grow too long. */
export type StageDiet = { ahead: boolean; passed: boolean; notes: boolean; usage: boolean };

export function stageLines(view: TaskView, diet: StageDiet): Formatted[] {
  const shown = view.stages.filter(({ state }) => {
    if (state === 'ahead') return diet.ahead && !view.ended;
    return state === 'current' || diet.passed;
  });
  const lines = shown.map((stage) => stageLine(stage, view, diet));
  return diet.passed ? lines : lines.slice(0, 1);
}

function stageLine(stage: StageView, view: TaskView, diet: StageDiet): Formatted {
  const current = stage.state === 'current';
  const name = `${signs[stage.state]} ${oneLine(stage.title, 40)}`;
  const parts: Formatted[] = [current ? styled('bold', plain(name)) : plain(name)];
  const time = timeIn(stage);
  if (time !== undefined) parts.push(time);
  if (stage.rounds > 1) parts.push(plain(`round ${stage.rounds}`));
  const run = current ? view.run : null;
  const worker = [shortModel(stage.model ?? run?.model), oneLine(stage.effort ?? run?.effort ?? '', 20)];
  if (worker.some((word) => word !== '')) parts.push(plain(worker.filter((word) => word !== '').join(' ')));
  if (diet.usage && !isTold(stage.usage, run)) parts.push(...amountsOf(stage.usage).map(plain));
  if (diet.notes && stage.note !== null) parts.push(plain(oneLine(stage.note, 80)));
  return joined(parts, ' · ');
}

/** Of a running stage only its beginning is told, so that the passing of time never changes the text. */
function timeIn({ state, since, durationMs }: StageView): Formatted | undefined {
  if (state === 'current') return since === null ? undefined : joined([plain('began '), timeOf(since, 'r')]);
  return durationMs === null ? undefined : plain(formatDuration(durationMs));
}

function shortModel(model: string | null | undefined): string {
  return oneLine(model ?? '', 40).replace(/^claude-(?=.)/, '');
}

/** `12.3k/1k · $0.20`: tokens in and out, and the cost. */
function amountsOf(usage: UsageSum): string[] {
  const { inputTokens, outputTokens, costUsd } = usage;
  const told = inputTokens > 0 || outputTokens > 0;
  return [
    ...(told ? [`${formatCount(inputTokens)}/${formatCount(outputTokens)}`] : []),
    ...(costUsd > 0 ? [formatCostOf(usage)] : []),
  ];
}

/** Of a stage with one run, which is at work, the lines on its progress tell the same. */
function isTold({ inputTokens, outputTokens }: UsageSum, run: LiveRunView | null): boolean {
  if (run === null) return false;
  const { usage } = run;
  return inputTokens === (shownInputTokens(usage) ?? 0) && outputTokens === (usage.outputTokens ?? 0);
}

/** What no run told is left out, never zero; undefined before there was anything to count. */
export function totalsLine({ usage, budgetUsd, rework, yourTimeMs }: TaskView): Formatted | undefined {
  const parts: string[] = [];
  const { inputTokens, outputTokens, costUsd } = usage;
  const told = inputTokens > 0 || outputTokens > 0;
  if (told) parts.push(`${formatCount(inputTokens)} in / ${formatCount(outputTokens)} out`);
  const budget = budgetUsd === null ? '' : ` of ${formatBudget(budgetUsd)}`;
  const unknown = formatUnknown(usage);
  if (costUsd > 0) parts.push(`${formatCostOf(usage)}${budget}`);
  else if (budgetUsd !== null) parts.push(`budget ${formatBudget(budgetUsd)}`);
  if (unknown !== undefined && (told || costUsd > 0 || budget !== '')) parts.push(unknown);
  if (rework > 0) parts.push(`rework ${rework}`);
  if (yourTimeMs !== null) parts.push(`waited for approval ${formatDuration(yourTimeMs)}`);
  return parts.length === 0 ? undefined : plain(parts.join(' · '));
}
