import { FormattedString, fmt } from '@grammyjs/parse-mode';
import type { InlineKeyboardButton } from 'grammy/types';
import { sayStage } from '../domain/say-stage.ts';
import type { TaskView } from '../domain/task-view.ts';
import {
  countCodePoints,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
  styled,
} from '../telegram/formatted.ts';
import { worded } from '../telegram/worded.ts';
import type { Context } from '../workflow/context.ts';
import { describeQueue } from '../workflow/describe-queue.ts';
import { placeOf } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { fitted } from './lines.ts';

const mostButtons = 8;
const longestData = 64;

/** Every task that waits for others, a line each. */
export function listAllDeps(context: Context, ctx: BotContext): Formatted {
  const { t } = ctx.translator;
  const off = context.gates.dependencies ? [] : [plain(t('deps-off'))];
  const byTask = Map.groupBy(describeQueue(context).dependencies, ({ task }) => task);
  const lines = [...byTask].map(([task, edges]) =>
    worded(ctx.translator, 'deps-line', {
      task: codeOf(task),
      others: edges.map(({ dependsOn }) => oneLine(dependsOn, 64)),
    }),
  );
  const advice = plain(t('deps-advice'));
  if (lines.length === 0) return joined([...off, plain(t('deps-none')), advice], '\n');
  const room = longestMessage - countCodePoints(advice.text) - 200;
  const head = styled('bold', plain(t('deps-all')));
  return joined([...off, head, ...fitted(ctx.translator, lines, room), advice], '\n');
}

/** What one task waits for and what waits for it, with a button to end each of its waits. */
export function postTaskDeps(context: Context, ctx: BotContext, { id, workItemId, ended }: TaskView): void {
  const place = placeOf(ctx);
  if (place === undefined) return;
  const { t } = ctx.translator;
  const { dependencies } = context.store;
  const edges = dependencies.listOfTask(id);
  const awaited = dependencies.listAwaitedOf(id);
  const task = codeOf(workItemId);
  const waits = [
    ...edges.map(({ name, stage }) =>
      t('deps-one', { task: name, stage: stage === null ? '?' : ctx.translator.say(sayStage(stage)) }),
    ),
    ...awaited.map(({ name }) => t('deps-one-awaited', { task: name })),
  ].map((line) => plain(`• ${line}`));
  const behind = dependencies
    .list()
    .filter((row) => row.depends_on_task_id === id)
    .map((row) => oneLine(row.task ?? `task ${row.task_id}`, 64));
  const lines = [
    ...(context.gates.dependencies ? [] : [plain(t('deps-off'))]),
    ...(waits.length === 0
      ? [worded(ctx.translator, 'deps-task-free', { task })]
      : [
          worded(ctx.translator, 'deps-task-waits', { task }),
          ...fitted(ctx.translator, waits, longestMessage / 2),
        ]),
    ...(behind.length === 0 ? [] : [worded(ctx.translator, 'deps-behind', { task, others: behind })]),
    ...(ended ? [] : [plain(t('deps-add-example', { example: `/deps add ${workItemId} ID` }))]),
  ];
  const names = ended ? [] : [...edges, ...awaited].map(({ name }) => name);
  ctx.post(place, { ...joined(lines, '\n'), keyboard: { inline_keyboard: buttonsFor(ctx, id, names) } });
}

function buttonsFor(
  { translator: { t } }: BotContext,
  id: number,
  names: readonly string[],
): InlineKeyboardButton[][] {
  const rows = names
    .map((name) => ({ text: `✕ ${oneLine(name, 40)}`, callback_data: `undep:${id}:${name}` }))
    .filter(({ callback_data: data }) => Buffer.byteLength(data) <= longestData)
    .slice(0, mostButtons)
    .map((button) => [button]);
  return [...rows, [{ text: t('deps-graph-button'), callback_data: 'graph:' }]];
}

function codeOf(name: string): Formatted {
  return fmt`${FormattedString.code(oneLine(name, 64))}`;
}
