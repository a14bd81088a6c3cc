import { Composer } from 'grammy';
import { phrase } from '../domain/phrase.ts';
import type { TaskView } from '../domain/task-view.ts';
import { encodeAction, parseCallbackData } from '../telegram/callback-data.ts';
import { joined } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { unfreeze } from '../workflow/freeze.ts';
import { admit } from './access.ts';
import { answer, decline } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { outcomeLines } from './freeze.ts';

/** The reply to "Why may it go on?" opens the repository, and says why. */
export function createUnfreezeReply(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', async (ctx, next) => {
    const replied = ctx.message.reply_to_message;
    const about = replied && context.store.chats.findReplyPrompt(ctx.chat.id, replied.message_id);
    const asked = about === undefined ? undefined : parseCallbackData(about);
    if (asked?.kind !== 'unfreeze') return next();
    ctx.deed = { ...ctx.deed, via: 'reply', action: 'unfreeze' };
    if (!(await admit(ctx, 'unfreeze'))) return;
    const words = ctx.message.text ?? ctx.message.caption;
    if (words === undefined) return decline(ctx, phrase('bot-text-only'));
    const view = describeTask(context, asked.taskId);
    if (view === undefined) return decline(ctx, phrase('bot-task-gone'));
    ctx.deed.target = view.repo;
    const ids = [Number(asked.key)];
    const said = { by: actorOf(ctx), reason: words, saidIn: ctx.chat.id };
    const { lifted, refused } = unfreeze(context, view.repo, { ...said, ids });
    if (refused !== null) return decline(ctx, phrase('steer-clause', { why: refused }));
    if (lifted.length === 0) {
      ctx.deed.outcome = 'unchanged';
      return answer(ctx, phrase('bot-repo-was-open', { repo: view.repo }));
    }
    const left = context.store.freezes.listActive(view.repo);
    answer(ctx, joined(outcomeLines(ctx, { repo: view.repo, lifted: lifted.length, left }), '\n'));
  });
  return composer;
}

export function askWhyOpen(ctx: BotContext, { id, repo }: TaskView, key: string): void {
  const about = encodeAction({ kind: 'unfreeze', key }, id);
  const placeholder = ctx.translator.t('bot-why-open-short');
  answer(ctx, phrase('bot-why-open', { repo }), { placeholder, about });
}
