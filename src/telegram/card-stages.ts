import { formatCost, formatCount, formatDuration } from '../domain/amounts.ts';
import type { StageView, TaskView } from '../domain/task-view.ts';
import { type Formatted, joined, oneLine, plain, styled } from './formatted.ts';
import { timeOf } from './utc-time.ts';

const signs = { done: '✓', current: '▸', ahead: '·' } as const satisfies Record<StageView['state'], string>;

/** What to leave out of the stages when the card would grow too long. */
export type StageDiet = { ahead: boolean; passed: boolean; notes: boolean };

export function stageLines(view: TaskView, diet: StageDiet): Formatted[] {
  const shown = view.stages.filter(({ state }) => {
    if (state === 'ahead') return diet.ahead && !view.ended;
    return state === 'current' || diet.passed;
  });
  const lines = shown.map((stage) => stageLine(stage, view, diet.notes));
  return diet.passed ? lines : lines.slice(0, 1);
}

function stageLine(stage: StageView, view: TaskView, withNote: boolean): Formatted {
  const current = stage.state === 'current';
  const name = `${signs[stage.state]} ${oneLine(stage.title, 40)}`;
  const parts: Formatted[] = [current ? styled('bold', plain(name)) : plain(name)];
  const time = timeIn(stage);
  if (time !== undefined) parts.push(time);
  if (stage.rounds > 1) parts.push(plain(`round ${stage.rounds}`));
  const run = current ? view.run : null;
  const worker = [shortModel(stage.model ?? run?.model), oneLine(stage.effort ?? run?.effort ?? '', 20)];
  if (worker.some((word) => word !== '')) parts.push(plain(worker.filter((word) => word !== '').join(' ')));
  if (withNote && stage.note !== null) parts.push(plain(oneLine(stage.note, 80)));
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

/** What no run told is left out, never zero; undefined before there was anything to count. */
export function totalsLine({ usage, rework, yourTimeMs }: TaskView): Formatted | undefined {
  const parts: string[] = [];
  const { inputTokens, outputTokens, costUsd, unknownRuns } = usage;
  const told = inputTokens > 0 || outputTokens > 0;
  if (told) parts.push(`${formatCount(inputTokens)} in / ${formatCount(outputTokens)} out`);
  if (costUsd > 0) {
    parts.push(formatCost(costUsd));
    if (unknownRuns > 0) parts.push(`${unknownRuns} ${unknownRuns === 1 ? 'run' : 'runs'} of unknown cost`);
  }
  if (rework > 0) parts.push(`rework ${rework}`);
  if (yourTimeMs !== null) parts.push(`waited for approval ${formatDuration(yourTimeMs)}`);
  return parts.length === 0 ? undefined : plain(parts.join(' · '));
}
