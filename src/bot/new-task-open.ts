import type { Said } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import type { Context } from '../workflow/context.ts';
import { openNew } from '../workflow/open-new.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import type { Dialogue } from './dialogue-state.ts';

export type OpenedTask = { text: string } | { problem: Said };

/** Opens the task of a dialogue that knows enough, once however often it is asked. */
export async function openDialogue(
  context: Context,
  ctx: BotContext,
  chatId: number,
  dialogue: Dialogue & { project: string },
): Promise<OpenedTask> {
  const { title, description, files, topicId } = dialogue;
  const { say, t } = ctx.translator;
  const project = context.projects.findByName(dialogue.project);
  if (project === undefined) throw new Error(`project ${dialogue.project} is not configured any more`);
  const opened = await openNew(context, {
    project,
    title,
    description,
    files,
    place: { chatId, topicId },
    wish: wishOf(chatId, dialogue.id),
    by: actorOf(ctx),
  });
  if ('problem' in opened) {
    ctx.deed.outcome = 'failed';
    return opened;
  }
  const { workItemId, left } = opened;
  ctx.deed.target = workItemId;
  const lines = [
    t('new-opened', { task: workItemId, project: project.name, title }),
    ...(files.length === 0 ? [] : [t('new-with-files', { count: files.length })]),
    ...(left === null ? [] : [say(left)]),
    ...notesOn(context, ctx, { project, chatId, workItemId }),
  ];
  return { text: lines.join(' ') };
}

/** Names what was asked for, by the message that asked. */
export function wishOf(chatId: number, messageId: number): { source: string; id: string } {
  return { source: 'telegram', id: `${chatId}:${messageId}` };
}

/** Only what the person would otherwise look for in vain. */
function notesOn(
  context: Context,
  { translator: { t } }: BotContext,
  { project, chatId, workItemId }: { project: Project; chatId: number; workItemId: string },
): string[] {
  const { tracker, name } = project;
  const { members, chats } = context.store;
  const shownIn =
    project.chat === null ? members.findFirstOwner()?.telegram_id : chats.current(project.chat.id);
  const card =
    shownIn === undefined
      ? [t('new-no-card', { project: name, task: workItemId })]
      : shownIn === chatId
        ? []
        : [t('new-card-elsewhere')];
  const isUnknown = tracker !== null && context.trackers.of(project) === null;
  return isUnknown ? [...card, t('new-untracked')] : card;
}
