import { FormattedString, fmt } from '@grammyjs/parse-mode';
import { Composer } from 'grammy';
import type { Explanation, ReasonCode } from '../domain/explanation.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import { markOf, statusLines, titleLine, unstopped } from '../telegram/card-head.ts';
import { capitalised } from '../telegram/card-words.ts';
import {
  countCodePoints,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
} from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { withMissing } from '../workflow/describe-approval.ts';
import { describeQueue } from '../workflow/describe-queue.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { answer, decline } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { fitted, section } from './lines.ts';
import { pickTask, type Wanted } from './pick-task.ts';
import { postBrd, showTask } from './show-task.ts';

const toShow: Wanted = {
  command: 'task',
  what: 'open',
  fits: ({ ended }: TaskView) => !ended,
  takesOnly: true,
  freeText: false,
};
const toExplain: Wanted = { ...toShow, command: 'why' };

const shownEnded = 3;
/** More lines than fit into a message. */
const mostOpen = 100;

export function createLook(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'tasks', (ctx) => answer(ctx, listTasks(context, ctx.translator)));
  onCommand(composer, 'task', (ctx, rest) => {
    const picked = pickTask(context, toShow, rest);
    if ('problem' in picked) return decline(ctx, picked.problem);
    ctx.deed.target = picked.view.workItemId;
    postBrd(context, ctx, picked.view);
    showTask(context, ctx, picked.view);
  });
  onCommand(composer, 'why', (ctx, rest) => {
    if (rest === '') return answer(ctx, listWaiting(context, ctx.translator));
    const picked = pickTask(context, toExplain, rest);
    if ('problem' in picked) return decline(ctx, picked.problem);
    const { view } = picked;
    ctx.deed.target = view.workItemId;
    const names = [view.workItemId, view.repo, view.project ?? ''];
    const explanation = withMissing(view.explanation, view.approval?.votes ?? null);
    answer(ctx, joined([titleLine(view), statusLines(explanation, names, ctx.translator)], '\n'));
  });
  return composer;
}

function listTasks(context: Context, translator: Translator): Formatted {
  const { tasks } = context.store;
  const views = (rows: { id: number }[]) => rows.flatMap(({ id }) => describeTask(context, id) ?? []);
  const line = (view: TaskView) => taskLine(translator, view);
  const ended = section(translator, 'queue-ended', views(tasks.listEnded(shownEnded)).map(line));
  const open = tasks.listOpen();
  const all = views(open.slice(0, mostOpen)).toSorted(whoAskFirst).map(line);
  if (all.length === 0) return joined([plain(translator.t('bot-none-open')), ...ended], '\n\n');
  const room = longestMessage - countCodePoints(joined(ended).text) - 40;
  const shown = fitted(translator, all, room, open.length - all.length);
  return joined([...section(translator, 'queue-open', shown, open.length), ...ended], '\n\n');
}

const asking: ReadonlySet<ReasonCode> = new Set([
  'attention',
  'brd',
  'dependency-cancelled',
  'dependency-failed',
  'circle',
]);

/** What a person is waited for stands above what goes on by itself. */
function whoAskFirst(one: TaskView, other: TaskView): number {
  return Number(asking.has(other.explanation.code)) - Number(asking.has(one.explanation.code));
}

/** `stage` as the card calls it, where this version knows it. */
function taskLine({ say }: Translator, { workItemId, stage, stages, title, explanation, ended }: TaskView) {
  const known = stages.find((one) => one.stage === stage)?.title;
  const name = known === undefined ? (stage ?? '') : say(known);
  const head = fmt`${markOf(explanation.code)} ${FormattedString.code(oneLine(workItemId, 64))} ${oneLine(title, 60)}`;
  if (ended) return head;
  return fmt`${head}\n${capitalised(name)} · ${unstopped(oneLine(say(explanation.text), 160))}`;
}

function listWaiting(context: Context, translator: Translator): Formatted {
  const { blocked, unlisted } = describeQueue(context);
  if (blocked.length === 0 && unlisted === 0) return plain(translator.t('queue-all-moves'));
  const blocks = blocked.map(({ task, repo, code, reason, since, lifts }) => {
    const explanation: Explanation = { code, text: reason, since, lifts };
    const name = task ?? repo;
    return joined(
      [fmt`${FormattedString.bold(oneLine(name, 64))}`, statusLines(explanation, [name, repo], translator)],
      '\n',
    );
  });
  return joined(fitted(translator, blocks, longestMessage - blocks.length, unlisted), '\n\n');
}
