import type { MiddlewareFn } from 'grammy';
import type { Clock } from '../clock.ts';
import type { BotContext } from './bot-context.ts';

export type Heard = {
  listen: MiddlewareFn<BotContext>;
  /** When the update before the one under way came; null: none has since the start. */
  before(): Date | null;
};

/** Remembers when Telegram was heard, for whoever asks whether it is. */
export function createHeard(clock: Clock): Heard {
  const times: { last: Date | null; before: Date | null } = { last: null, before: null };
  return {
    listen: (_ctx, next) => {
      times.before = times.last;
      times.last = clock.now();
      return next();
    },
    before: () => times.before,
  };
}
