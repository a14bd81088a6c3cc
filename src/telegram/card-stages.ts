import { costOfPhrase, formatCount } from '../domain/amounts.ts';
import type { LiveRunView, StageView, TaskView } from '../domain/task-view.ts';
import { shownInputTokens, type UsageSum } from '../domain/usage.ts';
import type { Translator } from '../locale/translator.ts';
import type { Diet } from './card-diet.ts';
import { capitalised, durationOf, shortModel } from './card-words.ts';
import { type Formatted, joined, oneLine, plain, styled } from './formatted.ts';
import { isolated } from './isolated.ts';
import { timeOf } from './utc-time.ts';
import { worded } from './worded.ts';

const signs = { done: '✓', current: '▸', ahead: '◦' } as const satisfies Record<StageView['state'], string>;

/** A line for each stage; those of which nothing is to be told yet share the last one. */
export function stageLines(view: TaskView, diet: Diet, translator: Translator): Formatted[] {
  const shown = view.stages.filter(({ state }) => {
    if (state === 'ahead') return !diet.has('ahead') && !view.ended;
    return state === 'current' || !diet.has('passed');
  });
  const lines: Formatted[] = [];
  const coming: string[] = [];
  for (const stage of shown) {
    const parts = partsOf(stage, view, diet, translator);
    const name = capitalised(oneLine(translator.say(stage.title), 40));
    if (stage.state === 'ahead' && parts.length === 0) coming.push(name);
    else lines.push(joined([nameOf(stage, name), ...parts], ' · '));
  }
  if (coming.length > 0) lines.push(plain(`${signs.ahead} ${coming.join(' · ')}`));
  return diet.has('passed') ? lines.slice(0, 1) : lines;
}

function nameOf({ state }: StageView, name: string): Formatted {
  const line = plain(`${signs[state]} ${name}`);
  return state === 'current' ? styled('bold', line) : line;
}

function partsOf(stage: StageView, view: TaskView, diet: Diet, translator: Translator): Formatted[] {
  const { t, say } = translator;
  const current = stage.state === 'current';
  const run = current ? view.run : null;
  const words: string[] = [];
  if (stage.rounds > 1) words.push(t('card-round', { count: String(stage.rounds) }));
  if (current && view.attempt !== null) {
    const { number, of } = view.attempt;
    words.push(t('card-attempt', { number: String(number), of: String(of) }));
  }
  if (current) words.push(workerOf(stage, run));
  if (stage.usage.costUsd > 0 && !isTold(stage.usage, run)) words.push(say(costOfPhrase(stage.usage)));
  if (stage.note !== null && !diet.has('notes')) words.push(oneLine(say(stage.note), 80));
  const time = timeIn(stage, view, translator);
  return [
    ...(time === undefined ? [] : [time]),
    ...words.filter((word) => word !== '').map((word) => isolated(plain(word))),
  ];
}

/** By whom each stage was worked, and the tokens that took: for whoever opens the quote. */
export function workQuote({ stages, run }: TaskView, { say }: Translator): Formatted | undefined {
  const told = stages.flatMap((stage) => {
    const current = stage.state === 'current';
    const tokens = isTold(stage.usage, current ? run : null) ? [] : tokensIn(stage.usage);
    // The line of the current stage names its worker.
    const worker = current ? '' : workerOf(stage, null);
    const parts = [...(worker === '' ? [] : [worker]), ...tokens];
    return parts.length === 0 ? [] : [{ stage, current, parts: parts.join(' · ') }];
  });
  // Of the current one alone the sums tell the same.
  if (told.every(({ current }) => current)) return undefined;
  const lines = told.map(({ stage, parts }) => {
    const name = capitalised(oneLine(say(stage.title), 40));
    return joined([plain(`${name}: `), isolated(plain(parts))]);
  });
  return styled('expandable_blockquote', joined(lines, '\n'));
}

/** Of a running stage only its beginning is told, so that the passing of time never changes the text. */
function timeIn(
  { state, since, durationMs }: StageView,
  { run }: TaskView,
  translator: Translator,
): Formatted | undefined {
  if (state === 'current') {
    // Of the agent at work the status tells it.
    if (since === null || since.getTime() === run?.since.getTime()) return undefined;
    return worded(translator, 'card-began', { since: timeOf(since, 'r') });
  }
  return durationMs === null ? undefined : plain(durationOf(translator, durationMs));
}

function workerOf({ model, effort }: StageView, run: LiveRunView | null): string {
  const words = [
    shortModel(oneLine(model ?? run?.model ?? '', 40)),
    oneLine(effort ?? run?.effort ?? '', 20),
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** `12.3k/1k`: tokens in and out. */
function tokensIn({ inputTokens, outputTokens }: UsageSum): string[] {
  const told = inputTokens > 0 || outputTokens > 0;
  return told ? [`${formatCount(inputTokens)}/${formatCount(outputTokens)}`] : [];
}

/** Of a stage with one run, which is at work, the lines on its progress tell the same. */
function isTold({ inputTokens, outputTokens }: UsageSum, run: LiveRunView | null): boolean {
  if (run === null) return false;
  const { usage } = run;
  return inputTokens === (shownInputTokens(usage) ?? 0) && outputTokens === (usage.outputTokens ?? 0);
}
