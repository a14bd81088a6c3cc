import { Composer, type Filter } from 'grammy';
import type { Clock } from '../clock.ts';
import { may, neededRole, type PersonAction, personRoles } from '../domain/people.ts';
import { answer, answerPress } from './answer.ts';
import type { BotContext, PeopleDirectory } from './bot-context.ts';
import { readCommand } from './read-command.ts';

type Access = { people: PeopleDirectory; clock: Clock };
type Asking = Filter<BotContext, 'message' | 'callback_query'>;

const hourMs = 3_600_000;
const mostRemembered = 1000;

/** Tells who is writing or pressing. Nothing of a stranger is handed on. */
export function createAccess({ people, clock }: Access): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const toldAtMs = new Map<number, number>();
  composer.on(['message', 'callback_query'], async (ctx, next) => {
    ctx.command = readCommand(ctx.message, ctx.me.username);
    const person = isAnonymous(ctx) ? undefined : people.findByTelegram(ctx.from.id);
    if (person !== undefined) {
      ctx.person = person;
      return next();
    }
    await turnAway(ctx, () => mayTell(toldAtMs, ctx.message?.sender_chat?.id ?? ctx.from.id, clock.now()));
  });
  return composer;
}

/** Whether the person may do this; who may not is told which role it takes. */
export async function admit(ctx: BotContext, action: PersonAction): Promise<boolean> {
  const { role } = ctx.person;
  if (may(role, action)) return true;
  const needed = neededRole(action);
  const above = needed === personRoles.at(-1) ? '' : ' or one above it';
  const text = `This takes the role ${needed}${above}; yours is ${role}.`;
  if (ctx.callbackQuery === undefined) answer(ctx, text);
  else await answerPress(ctx, { ok: false, text });
  return false;
}

/** Writing in the name of a group or a channel: the sender's id is then one that all such writers share. */
function isAnonymous(ctx: Asking): boolean {
  return ctx.message?.sender_chat !== undefined;
}

async function turnAway(ctx: Asking, mayTellNow: () => boolean): Promise<void> {
  const text = isAnonymous(ctx)
    ? 'You write in the name of a chat, so I cannot tell who you are. Write as yourself.'
    : `I don't know you yet. Your Telegram id is ${ctx.from.id}; the owner of this Signalbox can add it.`;
  if (ctx.callbackQuery !== undefined) return answerPress(ctx, { ok: false, text });
  const addressed = ctx.chat?.type === 'private' || ctx.command !== undefined;
  if (addressed && mayTellNow()) answer(ctx, text);
}

/** Once an hour each; a restart may say it again. */
function mayTell(toldAtMs: Map<number, number>, id: number, now: Date): boolean {
  const nowMs = now.getTime();
  if (nowMs - (toldAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < hourMs) return false;
  if (toldAtMs.size >= mostRemembered) toldAtMs.clear();
  toldAtMs.set(id, nowMs);
  return true;
}
