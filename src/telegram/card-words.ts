import { costOfPhrase, durationPhrase, formatBudget, formatCount } from '../domain/amounts.ts';
import type { UsageSum } from '../domain/usage.ts';
import type { Translator } from '../locale/translator.ts';

/** `12.3k in / 1k out`; undefined where nobody told any. */
export function tokensOf({ t }: Translator, input: number, output: number): string | undefined {
  if (input === 0 && output === 0) return undefined;
  return t('card-tokens', { input: formatCount(input), output: formatCount(output) });
}

/** The two largest units, such as `3 min 20 s`. */
export function durationOf({ say }: Translator, durationMs: number): string {
  return say(durationPhrase(durationMs));
}

/** `$1.23 of $10`, or what there is of it. */
export function spentOf(
  { t, say }: Translator,
  usage: UsageSum,
  budgetUsd: number | null,
): string | undefined {
  const cost = usage.costUsd > 0 ? say(costOfPhrase(usage)) : undefined;
  if (budgetUsd === null) return cost;
  const budget = formatBudget(budgetUsd);
  return cost === undefined ? t('card-budget', { budget }) : t('card-cost-of', { cost, budget });
}

/** `claude-opus-5-5-20260801` is `opus-5-5`. */
export function shortModel(model: string): string {
  return model.replace(/^claude-(?=.)/, '').replace(/(?<=.)-20\d{6}$/, '');
}

/** Behind a name that begins a line. */
export function capitalised(text: string): string {
  const [first = ''] = text;
  return `${first.toUpperCase()}${text.slice(first.length)}`;
}
