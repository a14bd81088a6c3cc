import type { Api } from 'grammy';
import type { BotCommandScope } from 'grammy/types';
import { may, type PersonAction } from '../domain/people.ts';
import { type Language, languages } from '../domain/phrase.ts';
import { translatorOf } from '../locale/translator.ts';
import { sha256Hex } from '../signature.ts';
import { mannerOf } from '../workflow/chat-manner.ts';
import type { Context } from '../workflow/context.ts';
import type { PeopleDirectory } from '../workflow/people-directory.ts';
import { type CommandName, commandNames, commands } from './commands.ts';
import { whyOf } from './telegram-trouble.ts';
import { toApiSignal } from './to-api-signal.ts';

type MenuDeps = { api: Api; context: Context; people: PeopleDirectory };

/** `language`: the reader's app's; undefined for those without a menu in theirs. No names: nothing of its own any more. */
type Menu = {
  key: string;
  scope: BotCommandScope;
  language: Language | undefined;
  wording: Language;
  names: readonly CommandName[];
};

const forStrangers: readonly CommandName[] = ['start', 'help'];
/** What somebody in a group may, who need not be known. */
const inGroups: readonly PersonAction[] = ['look', 'approve', 'open', 'steer'];

/**
 * Sets the menus that are not as they should be: everybody's own in his private chat, those of groups, and what
 * strangers see. What is not taken is logged and tried again with the next call.
 */
export async function renewMenus({ api, context, people }: MenuDeps, signal?: AbortSignal): Promise<void> {
  const { meta } = context.store;
  const me = api.token.split(':', 1)[0];
  for (const menu of listMenus(context, people)) {
    const { scope, names, wording, language } = menu;
    const key = `menu:${me}:${menu.key}`;
    const { t } = translatorOf(wording);
    const list = names.map((command) => ({ command, description: t(commands[command].description) }));
    const hash = sha256Hex(Buffer.from(JSON.stringify(list)));
    if (meta.find(key) === hash || (list.length === 0 && meta.find(key) === undefined)) continue;
    const at = { scope, ...(language !== undefined && { language_code: language }) };
    try {
      if (list.length > 0) await api.setMyCommands(list, at, signal && toApiSignal(signal));
      else await api.deleteMyCommands(at, signal && toApiSignal(signal));
      meta.note(key, hash);
    } catch (error) {
      const why = whyOf(error);
      if (why === undefined) throw error;
      // Somebody who was added and has not yet written to the bot has no chat with it.
      const isExpected = scope.type === 'chat' && why.includes('chat not found');
      context.log[isExpected ? 'debug' : 'warn'](
        { why, menu: menu.key },
        'a menu of commands could not be set',
      );
      if (!isExpected) return;
    }
  }
}

function listMenus(context: Context, people: PeopleDirectory): Menu[] {
  const { language } = context.chatDefaults;
  const wide = [undefined, ...languages].flatMap((one) => {
    const shared = { language: one, wording: one ?? language };
    const groups = commandNames.filter((name) => isOneOf(inGroups, commands[name].action));
    return [
      { ...shared, key: `default:${one ?? ''}`, scope: { type: 'default' }, names: forStrangers },
      { ...shared, key: `groups:${one ?? ''}`, scope: { type: 'all_group_chats' }, names: groups },
    ] as const;
  });
  const own = people.list().map(({ telegram: id, role }) => ({
    ...ownMenu(context, id),
    names: commandNames.filter((name) => may(role, commands[name].action)),
  }));
  const known = new Set(people.list().map(({ telegram }) => telegram));
  const gone = context.store.members.listFormer().filter((id) => !known.has(id));
  return [...wide, ...own, ...gone.map((id) => ({ ...ownMenu(context, id), names: [] }))];
}

function ownMenu(context: Context, id: number): Omit<Menu, 'names'> {
  const { language } = mannerOf(context, id);
  return {
    key: `chat:${id}`,
    scope: { type: 'chat', chat_id: id },
    language: undefined,
    wording: language,
  };
}

function isOneOf(actions: readonly PersonAction[], action: PersonAction): boolean {
  return actions.includes(action);
}
