import { Composer } from 'grammy';
import { formatCostOf, formatCount, formatUnknown } from '../domain/amounts.ts';
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
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';

const mostRows = 5;
/** With it a line fits the width of a phone. */
const longestName = 14;

export function createCost(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'cost', (ctx, typed) => {
    const asked = parseQuestion(context, typed);
    if (asked === undefined) {
      return answer(
        ctx,
        `I know no task ${oneLine(typed, 64)}. Say /cost, /cost today, /cost week, /cost month, or /cost and an ID.`,
      );
    }
    answer(ctx, renderCosts(describeCosts(context, asked), asked.name));
  });
  return composer;
}

function parseQuestion(context: Context, typed: string): (CostQuestion & { name: string }) | undefined {
  const period = costPeriods.find((known) => known === typed.toLowerCase());
  if (typed === '') return { name: 'Costs' };
  if (period !== undefined) return { name: 'Costs', period };
  const task = findTask(context, typed);
  return task === undefined
    ? undefined
    : { name: `Costs of ${task.work_item_id ?? `task ${task.id}`}`, taskId: task.id };
}

function renderCosts({ sums, groups }: CostsView, title: string): Formatted {
  const head = joined([styled('bold', plain(oneLine(title, 80))), ...sums.map(sumLine)], '\n');
  const tables = groups.filter(({ rows }) => rows.length > 0).map(table);
  const hasGuess = sums.some(({ sum }) => sum.estimated === 1);
  const note = hasGuess ? [plain('≈ where a part is our estimate, from tokens and prices.')] : [];
  return joined([head, ...tables, ...note], '\n\n');
}

function sumLine({ name, sum }: CostsView['sums'][number]): Formatted {
  const parts = [
    costOf(sum) ?? (sum.runs === 0 ? 'nothing' : 'no cost is known'),
    ...(tokensOf(sum) === '' ? [] : [`${tokensOf(sum)} tokens`]),
    ...(sum.runs === 0 ? [] : [sum.runs === 1 ? '1 run' : `${sum.runs} runs`]),
    ...unknownOf(sum),
  ];
  return plain(`${name}: ${parts.join(' · ')}`);
}

function table({ by, rows }: CostsView['groups'][number]): Formatted {
  const shown = rows.slice(0, mostRows);
  const lines = shown.map((row) => ({
    name: nameOf(row.name),
    cost: costOf(row) ?? '?',
    tokens: tokensOf(row),
  }));
  const widest = (key: 'name' | 'cost') => Math.max(...lines.map((line) => line[key].length));
  const [nameWidth, costWidth] = [widest('name'), widest('cost')];
  const text = lines
    .map(({ name, cost, tokens }) =>
      `${name.padEnd(nameWidth)}  ${cost.padStart(costWidth)}  ${tokens}`.trimEnd(),
    )
    .join('\n');
  const more = rows.length > shown.length ? [plain(`… and ${rows.length - shown.length} more`)] : [];
  return joined([styled('bold', plain(`By ${by}`)), monospaced(text), ...more], '\n');
}

/** The end of a long name tells more than its beginning: `…4-6-sonnet`, but the year of a day is known. */
function nameOf(name: string | null): string {
  const whole = oneLine(name ?? 'not told', 64)
    .replace(/^claude-(?=.)/, '')
    .replace(/^\d{4}-(?=\d\d-\d\d$)/, '');
  return cut(whole, longestName);
}

function costOf({ costUsd, estimated }: CostSum): string | undefined {
  return costUsd > 0
    ? formatCostOf({ costUsd, estimated: estimated === 1 }).replace('under ', '<')
    : undefined;
}

/** In and out; in is what was fresh, read from the cache and written to it. */
function tokensOf(sum: CostSum): string {
  const input = sum.inputTokens + sum.cacheReadTokens + sum.cacheCreationTokens;
  if (input === 0 && sum.outputTokens === 0) return '';
  return `${formatCount(input)}/${formatCount(sum.outputTokens)}`;
}

function unknownOf({ unknown }: CostSum): string[] {
  return [formatUnknown({ unknownRuns: unknown }) ?? []].flat();
}
