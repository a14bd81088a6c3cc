import { Composer } from 'grammy';
import type { TaskView } from '../domain/task-view.ts';
import type { Context } from '../workflow/context.ts';
import { openNew } from '../workflow/open-new.ts';
import { restartTask } from '../workflow/restart-task.ts';
import { answer } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { type NewTask, parseNewTask } from './parse-new-task.ts';
import { pickTask, type Wanted } from './pick-task.ts';

const toRestart: Wanted = {
  command: 'restart',
  what: 'has ended',
  fits: ({ ended }: TaskView) => ended,
  ended: true,
  takesOnly: false,
  freeText: false,
};

export function createNewTask(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'new', async (ctx, rest) => {
    const parsed = parseNewTask(rest, repliedText(ctx), context.projects.all);
    if ('problem' in parsed) return answer(ctx, parsed.problem);
    // Telegram delivers a message again when the process died before confirming it.
    const wish = { source: 'telegram', id: `${ctx.chat?.id}:${ctx.msg?.message_id}` };
    const opened = await openNew(context, { ...parsed, wish, by: actorOf(ctx) });
    if ('problem' in opened) return answer(ctx, opened.problem);
    const { workItemId } = opened;
    const where = `${workItemId} opened in ${parsed.project.name}: “${parsed.title}”.`;
    answer(ctx, `${where}${noteOn(context, ctx, parsed, workItemId)}`);
  });
  onCommand(composer, 'restart', (ctx, rest) => {
    const picked = pickTask(context, toRestart, rest);
    if ('problem' in picked) return answer(ctx, picked.problem);
    const { text } = restartTask(context, picked.view.id, actorOf(ctx));
    answer(ctx, `${picked.view.workItemId}: ${text}`);
  });
  return composer;
}

function repliedText({ message }: BotContext): string | undefined {
  const replied = message?.reply_to_message;
  return message?.quote?.text ?? replied?.text ?? replied?.caption;
}

/** Only what the person would otherwise look for in vain. */
function noteOn(context: Context, ctx: BotContext, { project }: NewTask, workItemId: string): string {
  const { chat, tracker, name } = project;
  const card =
    chat === null
      ? ` Project ${name} has no chat, so there is no card; /task ${workItemId} shows it.`
      : chat.id === ctx.chat?.id
        ? ''
        : " Its card is in the project's chat.";
  const isUnknown = tracker !== null && context.trackers.of(project) === null;
  return isUnknown ? `${card} Plane does not know of it, because PLANE_API_KEY is not set.` : card;
}
