import { Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { phrase, type Said } from '../domain/phrase.ts';
import { answer, answerPress, decline, placeOf, presentable } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { loadDialogue } from './dialogue-state.ts';
import { mayArrange, type SettingsDeps, setForChat } from './settings-chat.ts';
import { type Page, renderSettings } from './settings-menu.ts';
import { addPerson, mayManage, readAdded, removePerson, setRole } from './settings-people.ts';

/** What came of words behind /settings: a page to look at, a change with the page it is seen on, or a question. */
type Outcome =
  | { kind: 'page'; page: Page; about?: number }
  | { kind: 'told'; ok: boolean; text: Said; page: Page }
  | { kind: 'ask'; what: keyof typeof questions };

/** A bot counts the messages of all its private chats together. */
const justBefore = 10;

const questions = {
  timezone: { text: 'settings-ask-timezone', short: 'settings-ask-timezone-short' },
  digest: { text: 'settings-ask-digest', short: 'settings-ask-digest-short' },
  quiet: { text: 'settings-ask-quiet', short: 'settings-ask-quiet-short' },
  add: { text: 'settings-ask-person', short: 'settings-ask-person-short' },
} as const;

/** /settings: a menu in one message, whose buttons carry the very words that can be typed instead. */
export function createSettings(deps: SettingsDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'settings', (ctx, typed) => {
    const outcome = perform(deps, ctx, typed);
    if (outcome.kind === 'page') return show(deps, ctx, outcome, ctx.msg?.message_id ?? 0);
    tell(ctx, outcome);
  });
  composer.callbackQuery(/^set:(\d{1,15}):(.*)$/su, async (ctx) => {
    const [, menu = '', words = ''] = ctx.match;
    ctx.deed = { ...ctx.deed, via: 'button', action: 'settings', target: words };
    const outcome = perform(deps, ctx, words);
    if (outcome.kind === 'told') await answerPress(ctx, outcome);
    else await answerPress(ctx, { ok: true, text: '' });
    if (outcome.kind === 'ask') tell(ctx, outcome);
    else show(deps, ctx, outcome, Number(menu));
  });
  composer.on('message', async (ctx, next) => {
    const passedOn = findAskedWho(deps, ctx.message);
    const replied = ctx.message.reply_to_message?.message_id ?? passedOn;
    const about =
      replied === undefined ? undefined : deps.context.store.chats.findReplyPrompt(ctx.chat.id, replied);
    const what = /^set:([a-z]+)$/.exec(about ?? '')?.[1];
    if (what === undefined || ctx.command !== undefined) return next();
    ctx.deed = { ...ctx.deed, via: 'reply', action: 'settings', target: what };
    const { text = '' } = ctx.message;
    // A person can be shown without words.
    if (text === '' && what !== 'add') return decline(ctx, phrase('bot-text-only'));
    tell(ctx, perform(deps, ctx, `${what} ${text}`));
    // What is passed on later is about something else.
    if (passedOn !== undefined && ctx.deed.outcome === 'done')
      deps.context.store.chats.forgetReplyPrompts(ctx.chat.id, `set:${what}`);
  });
  return composer;
}

function perform(deps: SettingsDeps, ctx: BotContext, typed: string): Outcome {
  const [, name = '', value = ''] = /^(\S*)\s*(.*)$/s.exec(typed.trim()) ?? [];
  const word = name.toLowerCase();
  switch (word) {
    case '':
      return { kind: 'page', page: 'main' };
    case 'language':
    case 'timezone':
    case 'digest':
    case 'quiet':
      if (value === '') return { kind: 'page', page: word };
      if (value === '?' && word !== 'language') return askIfMay(ctx, word);
      return toTold(ctx, setForChat(deps, ctx, word, value), 'main');
    case 'people':
      return { kind: 'page', page: 'people' };
    case 'person':
      return { kind: 'page', page: 'person', about: Number(value) };
    case 'add':
      return value === '?'
        ? askIfMay(ctx, 'add')
        : toTold(ctx, addPerson(deps, ctx, readAdded(ctx, value)), 'people');
    case 'role':
      return toTold(ctx, setRole(deps, ctx, value), 'people');
    case 'remove':
      return toTold(ctx, removePerson(deps, ctx, value), 'people');
    default:
      return toTold(ctx, { ok: false, text: phrase('settings-unknown') }, 'main');
  }
}

/** What is forwarded cannot be a reply: it is the answer to "Who is it?" when that was asked just before. */
function findAskedWho({ context }: SettingsDeps, message: Message): number | undefined {
  const { chat, from, message_id: id, forward_origin: origin } = message;
  if (chat.type !== 'private' || origin === undefined) return undefined;
  const before = Array.from({ length: justBefore }, (_, index) => id - 1 - index);
  const asked = before.find((one) => context.store.chats.findReplyPrompt(chat.id, one) === 'set:add');
  // A task that was begun since is what it belongs to.
  const begun = loadDialogue(context, chat.id, from?.id ?? 0)?.id ?? 0;
  return asked !== undefined && begun > asked ? undefined : asked;
}

function askIfMay(ctx: BotContext, what: keyof typeof questions): Outcome {
  if (what === 'add' ? mayManage(ctx) : mayArrange(ctx)) return { kind: 'ask', what };
  ctx.deed.outcome = 'refused';
  const text = phrase(what === 'add' ? 'settings-owners-only' : 'settings-operators-only');
  return { kind: 'told', ok: false, text, page: 'main' };
}

function toTold(ctx: BotContext, { ok, text }: { ok: boolean; text: Said }, page: Page): Outcome {
  if (!ok && ctx.deed.outcome === 'done') ctx.deed.outcome = 'unchanged';
  return { kind: 'told', ok, text, page };
}

function tell(ctx: BotContext, outcome: Outcome): void {
  if (outcome.kind === 'told') return answer(ctx, outcome.text);
  if (outcome.kind === 'page') return;
  const { text, short } = questions[outcome.what];
  answer(ctx, phrase(text), { placeholder: ctx.translator.t(short), about: `set:${outcome.what}` });
}

/** One message for each time somebody typed /settings, which its buttons change. */
function show(
  deps: SettingsDeps,
  ctx: BotContext,
  { page, about }: { page: Page; about?: number | undefined },
  menu: number,
): void {
  const place = placeOf(ctx);
  if (place === undefined) return;
  const { keyboard, ...text } = renderSettings(deps, ctx, { page, about, menu });
  ctx.put(`answer:settings:${place.chatId}:${menu}`, place, { ...presentable(text), keyboard });
}
