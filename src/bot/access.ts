import { Composer, type Filter } from 'grammy';
import { may, neededRole, type PersonAction, personRoles } from '../domain/people.ts';
import { type Phrase, phrase } from '../domain/phrase.ts';
import { sayPersonRole } from '../domain/say-person-role.ts';
import { toStoredTime } from '../stored-time.ts';
import { parseCallbackData } from '../telegram/callback-data.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import type { PeopleDirectory } from '../workflow/people-directory.ts';
import { answer, answerPress } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { readCommand } from './read-command.ts';

type Asking = Filter<BotContext, 'message' | 'callback_query'>;

const hourMs = 3_600_000;

/** Tells who is writing or pressing. Nothing of a stranger is handed on. */
export function createAccess(context: Context, people: PeopleDirectory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on(['message', 'callback_query'], async (ctx, next) => {
    const person = isAnonymous(ctx) ? undefined : people.findByTelegram(ctx.from.id);
    if (person === undefined) return turnAway(context, ctx);
    ctx.person = person;
    return next();
  });
  return composer;
}

/** Reads the command, which even a stranger's message may be. */
export function createReadCommand(): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', (ctx, next) => {
    ctx.command = readCommand(ctx.message, ctx.me.username);
    return next();
  });
  return composer;
}

/** Whether the person may do this; who may not is told which role it takes. */
export async function admit(ctx: BotContext, action: PersonAction): Promise<boolean> {
  const { role } = ctx.person;
  if (may(role, action)) return true;
  ctx.deed.outcome = 'refused';
  const needed = neededRole(action);
  const args = { needed: sayPersonRole(needed), role: sayPersonRole(role) };
  const text =
    needed === personRoles.at(-1) ? phrase('access-takes-highest', args) : phrase('access-takes-role', args);
  if (ctx.callbackQuery === undefined) answer(ctx, text);
  else await answerPress(ctx, { ok: false, text });
  return false;
}

/** Writing in the name of a group or a channel: the sender's id is then one that all such writers share. */
function isAnonymous(ctx: Asking): boolean {
  return ctx.message?.sender_chat !== undefined;
}

async function turnAway(context: Context, ctx: Asking): Promise<void> {
  const isPress = ctx.callbackQuery !== undefined;
  const addressed = isPress || ctx.chat?.type === 'private' || ctx.command !== undefined;
  if (!addressed) return;
  ctx.deed = { ...ctx.deed, via: isPress ? 'button' : 'command', action: askedOf(ctx), outcome: 'refused' };
  if (isPress) return answerPress(ctx, { ok: false, text: strangerLine(ctx) });
  if (mayTell(context, ctx.message?.sender_chat?.id ?? ctx.from.id)) answer(ctx, strangerLine(ctx));
}

function askedOf({ command, callbackQuery }: Asking): string {
  if (callbackQuery === undefined) return oneLine(command?.name ?? 'message', 64);
  return parseCallbackData(callbackQuery.data ?? '')?.kind ?? 'button';
}

function strangerLine(ctx: Asking): Phrase {
  return isAnonymous(ctx)
    ? phrase('access-anonymous')
    : phrase('access-stranger', { id: String(ctx.from.id) });
}

/** Once an hour each, whatever was restarted in between. */
function mayTell({ store, clock }: Context, id: number): boolean {
  const now = clock.now();
  const before = new Date(now.getTime() - hourMs);
  return store.strangers.tell(id, toStoredTime(now), toStoredTime(before));
}
