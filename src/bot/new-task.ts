import { Composer } from 'grammy';
import type { TaskView } from '../domain/task-view.ts';
import type { Context } from '../workflow/context.ts';
import { openTask } from '../workflow/open-task.ts';
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
  onCommand(composer, 'new', (ctx, rest) => {
    const parsed = parseNewTask(rest, repliedText(ctx), context.projects.all);
    if ('problem' in parsed) return answer(ctx, parsed.problem);
    const workItemId = openOnce(context, ctx, parsed);
    const where = `${workItemId} opened in ${parsed.project.name}: “${parsed.title}”.`;
    answer(ctx, `${where}${noteOn(ctx, parsed, workItemId)}`);
  });
  onCommand(composer, 'restart', (ctx, rest) => {
    const picked = pickTask(context, toRestart, rest);
    if ('problem' in picked) return answer(ctx, picked.problem);
    const { text } = restartTask(context, picked.view.id, actorOf(ctx));
    answer(ctx, `${picked.view.workItemId}: ${text}`);
  });
  return composer;
}

/** Telegram delivers a message again when the process died before confirming it; it must not open a second task. */
function openOnce(context: Context, ctx: BotContext, { project, title, description }: NewTask): string {
  const { store } = context;
  const message = `${ctx.chat?.id}:${ctx.msg?.message_id}`;
  return store.transaction(() => {
    const known = store.origins.find('telegram', message);
    if (known !== undefined) return store.tasks.find(known)?.work_item_id ?? `task ${known}`;
    const opened = openTask(context, { project, title, description, item: null, by: actorOf(ctx) });
    store.origins.claim('telegram', message, opened.taskId);
    return opened.workItemId;
  });
}

function repliedText({ message }: BotContext): string | undefined {
  const replied = message?.reply_to_message;
  return message?.quote?.text ?? replied?.text ?? replied?.caption;
}

/** Only what the person would otherwise look for in vain. */
function noteOn(ctx: BotContext, { project }: NewTask, workItemId: string): string {
  const { chat, tracker, name } = project;
  const card =
    chat === null
      ? ` Project ${name} has no chat, so there is no card; /task ${workItemId} shows it.`
      : chat.id === ctx.chat?.id
        ? ''
        : " Its card is in the project's chat.";
  return tracker === null ? card : `${card} Plane does not know of it.`;
}
