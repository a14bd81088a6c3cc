import { costOfPhrase } from '../domain/amounts.ts';
import type { LiveRunView } from '../domain/task-view.ts';
import { shownInputTokens } from '../domain/usage.ts';
import type { Translator } from '../locale/translator.ts';
import { tokensOf } from './card-words.ts';
import { type Formatted, joined, oneLine, plain } from './formatted.ts';
import { isolated } from './isolated.ts';

/** What the agent does now and what it took so far: nothing that changes while nothing happens. Empty where its runner does not tell. */
export function progressLines(run: LiveRunView | null, translator: Translator): Formatted[] {
  if (run === null) return [];
  const step = oneLine(run.step ?? '', 120);
  const sums = [
    ...turnsOf(run, translator),
    ...amountsOf(run, translator),
    ...(run.resumed ? [translator.t('card-in-session')] : []),
  ];
  return [
    ...(step === '' ? [] : [joined([plain('⚙️ '), isolated(plain(step))])]),
    ...(sums.length === 0 ? [] : [plain(sums.join(' · '))]),
  ];
}

function turnsOf({ turns }: LiveRunView, { t }: Translator): string[] {
  return turns === null || turns === 0 ? [] : [t('card-turns', { count: turns })];
}

/** A cost before the end is a guess of ours, whoever tells it. */
function amountsOf({ usage }: LiveRunView, translator: Translator): string[] {
  const { outputTokens, costUsd } = usage;
  const tokens = tokensOf(translator, shownInputTokens(usage) ?? 0, outputTokens ?? 0);
  return [
    ...(tokens === undefined ? [] : [tokens]),
    ...(costUsd === null || costUsd === 0
      ? []
      : [translator.say(costOfPhrase({ costUsd, estimated: true }))]),
  ];
}
