import type { MiddlewareFn } from 'grammy';
import { toStoredTime } from '../stored-time.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { type BotContext, ownNameOf } from './bot-context.ts';

const longestDetail = 500;
const longestTarget = 100;

/** What people asked of us in the chat and what came of it gets into the audit log here, and nowhere else. */
export function keepAudit(context: Context): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    ctx.deed = { via: 'command', action: null, target: null, outcome: 'done', detail: null };
    try {
      await next();
    } catch (error) {
      ctx.deed.outcome = 'failed';
      throw error;
    } finally {
      record(context, ctx);
    }
  };
}

function record({ store, clock }: Context, ctx: BotContext): void {
  const { action, target, detail, via, outcome } = ctx.deed;
  if (action === null) return;
  const entry = {
    userId: ctx.from?.id ?? null,
    who: ctx.person?.name ?? ownNameOf(ctx),
    role: ctx.person?.role ?? null,
    chatId: ctx.chat?.id ?? null,
    via,
    action,
    target: target === null ? null : oneLine(target, longestTarget),
    outcome,
    detail: detail === null ? null : oneLine(detail, longestDetail),
  };
  store.audit.add(entry, toStoredTime(clock.now()));
}
