import { Composer } from 'grammy';
import type { Context } from '../workflow/context.ts';
import type { BotContext } from './bot-context.ts';
import { createFreeze } from './freeze.ts';
import { createPause } from './pause.ts';
import { createPriority } from './priority.ts';

/** What people set that holds jobs back, or puts one in front of the others. */
export function createGates(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.use(createPriority(context), createPause(context), createFreeze(context));
  return composer;
}
