import { FormattedString, fmt } from '@grammyjs/parse-mode';
import { unknownPhrase } from '../domain/amounts.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import { durationOf, spentOf, tokensOf } from './card-words.ts';
import { beginningOf, type Formatted, oneLine, plain } from './formatted.ts';
import { worded } from './worded.ts';

/** What it all came to. What no run told is left out, never zero; undefined before there was anything to count. */
export function totalsLine(view: TaskView, translator: Translator): Formatted | undefined {
  const { t, say } = translator;
  const { usage, budgetUsd, rework, yourTimeMs, totalMs } = view;
  const parts: string[] = [];
  const spent = spentOf(translator, usage, budgetUsd);
  const tokens = tokensOf(translator, usage.inputTokens, usage.outputTokens);
  if (spent !== undefined) parts.push(spent);
  if (tokens !== undefined) parts.push(tokens);
  const unknown = unknownPhrase(usage);
  if (unknown !== undefined && parts.length > 0) parts.push(say(unknown));
  if (totalMs !== null) parts.push(t('card-total-time', { time: durationOf(translator, totalMs) }));
  if (rework > 0) parts.push(t('card-rework', { count: String(rework) }));
  // While it waits for an approval, the line on it tells what was before.
  if (yourTimeMs !== null && view.approval === null) {
    parts.push(t('card-your-time', { time: durationOf(translator, yourTimeMs) }));
  }
  return parts.length === 0 ? undefined : plain(parts.join(' · '));
}

export function mergedLine({ mergeCommit }: TaskView, translator: Translator): Formatted | undefined {
  const merged = beginningOf(oneLine(mergeCommit ?? '', 100), 8);
  if (merged === '') return undefined;
  return worded(translator, 'card-merged', { commit: fmt`${FormattedString.code(merged)}` });
}
