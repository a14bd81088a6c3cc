import { Composer } from 'grammy';
import { costPhrase, formatCount, unknownPhrase } from '../domain/amounts.ts';
import { type MessageId, type Phrase, phrase } from '../domain/phrase.ts';
import type { Translator } from '../locale/translator.ts';
import { cut, type Formatted, joined, monospaced, oneLine, plain, styled } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import {
  type CostQuestion,
  type CostSum,
  type CostsView,
  costPeriods,
  describeCosts,
} from '../workflow/describe-costs.ts';
import { findTask } from '../workflow/steer-task.ts';
import { answer, decline } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';

const mostRows = 5;
/** With it a line fits the width of a phone. */
const longestName = 14;

export function createCost(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'cost', (ctx, typed) => {
    const asked = parseQuestion(context, typed);
    if (asked === undefined) return decline(ctx, phrase('cost-unknown-task', { typed: oneLine(typed, 64) }));
    answer(ctx, renderCosts(describeCosts(context, asked), asked.title, ctx.translator));
  });
  return composer;
}

function parseQuestion(context: Context, typed: string): (CostQuestion & { title: Phrase }) | undefined {
  const period = costPeriods.find((known) => known === typed.toLowerCase());
  const title = phrase('cost-head');
  if (typed === '') return { title };
  if (period !== undefined) return { title, period };
  const found = findTask(context, typed);
  if (found === undefined) return undefined;
  const task = oneLine(found.work_item_id ?? `task ${found.id}`, 64);
  return { title: phrase('cost-head-task', { task }), taskId: found.id };
}

const sumNames = {
  today: 'cost-today',
  week: 'cost-week',
  month: 'cost-month',
  'in all': 'cost-in-all',
} as const satisfies Record<CostsView['sums'][number]['of'], MessageId>;

const groupNames = {
  task: 'cost-by-task',
  repository: 'cost-by-repository',
  day: 'cost-by-day',
  role: 'cost-by-role',
  model: 'cost-by-model',
} as const satisfies Record<CostsView['groups'][number]['by'], MessageId>;

function renderCosts({ sums, groups }: CostsView, title: Phrase, translator: Translator): Formatted {
  const { t, say } = translator;
  const head = joined(
    [styled('bold', plain(say(title))), ...sums.map((sum) => sumLine(translator, sum))],
    '\n',
  );
  const tables = groups.filter(({ rows }) => rows.length > 0).map((group) => table(translator, group));
  const hasGuess = sums.some(({ sum }) => sum.estimated === 1);
  return joined([head, ...tables, ...(hasGuess ? [plain(t('cost-guess'))] : [])], '\n\n');
}

function sumLine({ t, say }: Translator, { of, sum }: CostsView['sums'][number]): Formatted {
  const unknown = unknownPhrase({ unknownRuns: sum.unknown });
  const parts = [
    costOf(say, sum) ?? t(sum.runs === 0 ? 'cost-nothing' : 'cost-not-known'),
    ...(tokensOf(sum) === '' ? [] : [t('cost-tokens', { tokens: tokensOf(sum) })]),
    ...(sum.runs === 0 ? [] : [t('cost-runs', { count: sum.runs })]),
    ...(unknown === undefined ? [] : [say(unknown)]),
  ];
  return plain(t('cost-line', { name: t(sumNames[of]), parts: parts.join(' · ') }));
}

function table({ t, say }: Translator, { by, rows }: CostsView['groups'][number]): Formatted {
  const shown = rows.slice(0, mostRows);
  const lines = shown.map((row) => ({
    name: nameOf(row.name ?? t('cost-not-told')),
    cost: costOf(say, row) ?? '?',
    tokens: tokensOf(row),
  }));
  const widest = (key: 'name' | 'cost') => Math.max(...lines.map((line) => line[key].length));
  const [nameWidth, costWidth] = [widest('name'), widest('cost')];
  const text = lines
    .map(({ name, cost, tokens }) =>
      `${name.padEnd(nameWidth)}  ${cost.padStart(costWidth)}  ${tokens}`.trimEnd(),
    )
    .join('\n');
  const left = rows.length - shown.length;
  const more = left > 0 ? [plain(t('cost-more', { count: left }))] : [];
  return joined([styled('bold', plain(t(groupNames[by]))), monospaced(text), ...more], '\n');
}

/** The end of a long name tells more than its beginning: `…4-6-sonnet`, but the year of a day is known. */
function nameOf(name: string): string {
  const whole = oneLine(name, 64)
    .replace(/^claude-(?=.)/, '')
    .replace(/^\d{4}-(?=\d\d-\d\d$)/, '');
  return cut(whole, longestName);
}

function costOf(say: Translator['say'], { costUsd, estimated }: CostSum): string | undefined {
  if (costUsd <= 0) return undefined;
  const cost = costUsd < 0.01 ? '<$0.01' : costPhrase(costUsd);
  return say(estimated === 1 ? phrase('amount-about', { amount: cost }) : cost);
}

/** In and out; in is what was fresh, read from the cache and written to it. */
function tokensOf(sum: CostSum): string {
  const input = sum.inputTokens + sum.cacheReadTokens + sum.cacheCreationTokens;
  if (input === 0 && sum.outputTokens === 0) return '';
  return `${formatCount(input)}/${formatCount(sum.outputTokens)}`;
}
