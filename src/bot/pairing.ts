import { randomBytes } from 'node:crypto';
import { Composer } from 'grammy';
import { phrase } from '../domain/phrase.ts';
import { sha256Hex } from '../signature.ts';
import { toStoredTime } from '../stored-time.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { giveCards } from '../workflow/give-cards.ts';
import type { PeopleDirectory } from '../workflow/people-directory.ts';
import { announceTakeover } from '../workflow/takeover.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';

type Pairing = { context: Context; people: PeopleDirectory; peopleChanged(): void };

const codeBytes = 24;

/** Whoever opens the link first, while nobody owns this Signalbox, becomes its owner; everybody after him is told so. */
export function createPairing({ context, people, peopleChanged }: Pairing): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', (ctx, next) => {
    const code = /^pair_([\w-]{1,60})$/.exec(ctx.command?.rest ?? '')?.[1];
    if (code === undefined || ctx.command?.name !== 'start' || ctx.chat.type !== 'private') return next();
    ctx.deed = { ...ctx.deed, via: 'pairing', action: 'pair' };
    const { id, first_name: name } = ctx.from;
    if (isPairedWith(context, people, code, id)) {
      ctx.deed.outcome = 'unchanged';
      return answer(ctx, phrase('access-paired'));
    }
    if (pair(context, people, code, { id, name: oneLine(name, 64) })) {
      context.log.warn({ user: id }, 'this Signalbox has an owner');
      peopleChanged();
      return answer(ctx, phrase('access-paired'));
    }
    ctx.deed.outcome = 'refused';
    answer(ctx, phrase(hasOwner(people) ? 'access-pair-taken' : 'access-pair-void'));
  });
  return composer;
}

/** While there is no owner, a link for the first one goes to the log; only a hash of its code is kept. Older links are void. */
export function offerPairing(
  { store, clock, log }: Context,
  people: PeopleDirectory,
  username: string,
): void {
  if (hasOwner(people)) {
    store.pairings.voidOpen();
    return;
  }
  const code = randomBytes(codeBytes).toString('base64url');
  store.pairings.replace(hashOf(code), toStoredTime(clock.now()));
  const link = `https://t.me/${username}?start=pair_${code}`;
  log.warn({ link }, 'nobody owns this Signalbox yet: whoever opens this link first becomes its owner');
}

function hasOwner(people: PeopleDirectory): boolean {
  return people.list().some(({ role }) => role === 'owner');
}

/** He pressed it twice, or his update was heard twice. */
function isPairedWith({ store }: Context, people: PeopleDirectory, code: string, id: number): boolean {
  return store.pairings.findUser(hashOf(code)) === id && people.findByTelegram(id)?.role === 'owner';
}

function hashOf(code: string): string {
  return sha256Hex(Buffer.from(code));
}

function pair(
  context: Context,
  people: PeopleDirectory,
  code: string,
  { id, name }: { id: number; name: string },
): boolean {
  const { store, clock } = context;
  const now = toStoredTime(clock.now());
  return store.transaction(() => {
    if (hasOwner(people) || !store.pairings.use(hashOf(code), id, now)) return false;
    store.members.put({ id, name, role: 'owner', by: 'pairing' }, now);
    if (store.meta.isTakeoverToAnnounce()) announceTakeover(context, id);
    giveCards(context);
    context.nudge();
    return true;
  });
}
