import { FormattedString, fmt } from '@grammyjs/parse-mode';
import { Composer } from 'grammy';
import type { Explanation } from '../domain/explanation.ts';
import type { TaskView } from '../domain/task-view.ts';
import { statusLines, titleLine } from '../telegram/card-head.ts';
import {
  countCodePoints,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
} from '../telegram/formatted.ts';
import { renderBrd } from '../telegram/render-brd.ts';
import { renderCard } from '../telegram/render-card.ts';
import type { Context } from '../workflow/context.ts';
import { describeQueue } from '../workflow/describe-queue.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { answer, placeOf } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { fitted, section } from './lines.ts';
import { pickTask, type Wanted } from './pick-task.ts';

const open = { what: 'is open', fits: ({ ended }: TaskView) => !ended, takesOnly: true, freeText: false };
const toShow: Wanted = { ...open, command: 'task' };
const toExplain: Wanted = { ...open, command: 'why' };

const shownEnded = 3;
/** More lines than fit into a message. */
const mostOpen = 100;

export function createLook(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'tasks', (ctx) => answer(ctx, listTasks(context)));
  onCommand(composer, 'task', (ctx, rest) => {
    const picked = pickTask(context, toShow, rest);
    if ('problem' in picked) return answer(ctx, picked.problem);
    postBrd(context, ctx, picked.view);
    if (bumpCard(context, ctx, picked.view.id)) return;
    const { text, entities } = renderCard(picked.view);
    answer(ctx, { text, entities });
  });
  onCommand(composer, 'why', (ctx, rest) => {
    if (rest === '') return answer(ctx, listWaiting(context));
    const picked = pickTask(context, toExplain, rest);
    if ('problem' in picked) return answer(ctx, picked.problem);
    const { view } = picked;
    const names = [view.workItemId, view.repo];
    answer(ctx, joined([titleLine(view), statusLines(view.explanation, names)], '\n'));
  });
  return composer;
}

function listTasks(context: Context): Formatted {
  const { tasks } = context.store;
  const views = (rows: { id: number }[]) => rows.flatMap(({ id }) => describeTask(context, id) ?? []);
  const ended = section('Ended last', views(tasks.listEnded(shownEnded)).map(taskLine));
  const open = tasks.listOpen();
  const all = views(open.slice(0, mostOpen)).map(taskLine);
  if (all.length === 0) return joined([plain('No task is open.'), ...ended], '\n\n');
  const room = longestMessage - countCodePoints(joined(ended).text) - 40;
  return joined(
    [...section(`Open: ${open.length}`, fitted(all, room, open.length - all.length)), ...ended],
    '\n\n',
  );
}

function taskLine({ workItemId, stage, title, explanation, ended }: TaskView): Formatted {
  const head = fmt`• ${FormattedString.code(oneLine(workItemId, 64))} ${stage ?? 'done'} · ${oneLine(title, 60)}`;
  return ended ? head : fmt`${head}: ${oneLine(explanation.text, 160)}`;
}

/** What waits for approval comes down with the card: it may stand far above by now. */
function postBrd({ store }: Context, ctx: BotContext, { workItemId, title, approval }: TaskView): void {
  const request = approval === null ? undefined : store.approvals.findByNonce(approval.nonce);
  const place = placeOf(ctx);
  if (request === undefined || place === undefined) return;
  const parts = renderBrd(request.document, { workItemId, title, revision: request.revision });
  for (const part of parts) ctx.post(place, part);
}

/** Where the card lives, the card itself is the answer: it comes down anew. */
function bumpCard(context: Context, ctx: BotContext, taskId: number): boolean {
  const { store } = context;
  const card = store.cards.find(taskId);
  const place = placeOf(ctx);
  // The General topic has the id 1, and its messages carry none.
  const cardTopic = card?.topic_id === 1 ? null : card?.topic_id;
  if (card === undefined || card.chat_id !== place?.chatId || cardTopic !== place.topicId) return false;
  store.cards.bump(taskId);
  context.nudge();
  return true;
}

function listWaiting(context: Context): Formatted {
  const { blocked, unlisted } = describeQueue(context);
  if (blocked.length === 0 && unlisted === 0) return plain('Everything that is open moves.');
  const blocks = blocked.map(({ task, repo, code, reason, since, lifts }) => {
    const explanation: Explanation = { code, text: reason, since, lifts };
    const name = task ?? repo;
    return joined(
      [fmt`${FormattedString.bold(oneLine(name, 64))}`, statusLines(explanation, [name, repo])],
      '\n',
    );
  });
  return joined(fitted(blocks, longestMessage - blocks.length, unlisted), '\n\n');
}
