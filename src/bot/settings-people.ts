import type { Message, User } from 'grammy/types';
import { may, neededRole, type PersonRole, personRoles } from '../domain/people.ts';
import { type Phrase, phrase } from '../domain/phrase.ts';
import { sayPersonRole } from '../domain/say-person-role.ts';
import { toStoredTime } from '../stored-time.ts';
import { oneLine } from '../telegram/formatted.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import type { SettingsDeps } from './settings-chat.ts';

type Told = { ok: boolean; text: Phrase };
type Added = { id: number; name: string; role: PersonRole };

/** Who is meant: by a number, a mention, a contact, or a message of his that is forwarded or replied to; with a role behind it. */
export function readAdded({ message }: BotContext, typed: string): Added | Phrase {
  const words = typed.split(/\s+/).filter((word) => word !== '');
  const role = words.map((word) => word.toLowerCase()).find(isRole) ?? 'viewer';
  const id = words.find((word) => /^\d{1,15}$/.test(word));
  const shown = message === undefined ? undefined : (findShown(message) ?? findReplied(message, id));
  if (shown !== undefined) return { ...shown, role };
  if (message?.forward_origin?.type === 'hidden_user') return phrase('settings-hidden');
  if (id === undefined)
    return phrase(typed.includes('@') ? 'settings-no-usernames' : 'settings-wrong-person');
  const name = words.filter((word) => word !== id && !isRole(word.toLowerCase())).join(' ');
  return { id: Number(id), name: oneLine(name || id, 64), role };
}

export function addPerson(deps: SettingsDeps, ctx: BotContext, added: Added | Phrase): Told {
  const refused = refuseToManage(ctx);
  if (refused !== null) return refused;
  if (!('name' in added)) return { ok: false, text: added };
  if (deps.people.isFixed(added.id))
    return { ok: false, text: phrase('settings-fixed', { name: added.name }) };
  const known = deps.people.findByTelegram(added.id);
  if (known?.role === 'owner' && added.role !== 'owner' && isLastOwner(deps, added.id))
    return { ok: false, text: phrase('settings-last-owner') };
  put(deps, ctx, added);
  return { ok: true, text: phrase('settings-added', { name: added.name, role: sayPersonRole(added.role) }) };
}

/** `ID role`. */
export function setRole(deps: SettingsDeps, ctx: BotContext, typed: string): Told {
  const refused = refuseToManage(ctx);
  if (refused !== null) return refused;
  const [id = '', word = ''] = typed.toLowerCase().split(/\s+/);
  const person = deps.people.list().find(({ telegram }) => String(telegram) === id);
  if (person === undefined)
    return { ok: false, text: phrase('settings-nobody', { id: oneLine(id, 20) || '–' }) };
  if (!isRole(word)) return { ok: false, text: phrase('settings-wrong-role', { id }) };
  const name = person.name ?? id;
  ctx.deed.target = id;
  if (person.fixed) return { ok: false, text: phrase('settings-fixed', { name }) };
  if (word !== 'owner' && isLastOwner(deps, person.telegram))
    return { ok: false, text: phrase('settings-last-owner') };
  put(deps, ctx, { id: person.telegram, name, role: word });
  return { ok: true, text: phrase('settings-role-set', { name, role: sayPersonRole(word) }) };
}

export function removePerson(deps: SettingsDeps, ctx: BotContext, typed: string): Told {
  const refused = refuseToManage(ctx);
  if (refused !== null) return refused;
  const id = typed.trim();
  const person = deps.people.list().find(({ telegram }) => String(telegram) === id);
  if (person === undefined)
    return { ok: false, text: phrase('settings-nobody', { id: oneLine(id, 20) || '–' }) };
  const name = person.name ?? id;
  ctx.deed.target = id;
  if (person.fixed) return { ok: false, text: phrase('settings-fixed', { name }) };
  if (isLastOwner(deps, person.telegram)) return { ok: false, text: phrase('settings-last-owner') };
  deps.context.store.members.remove(person.telegram);
  deps.menusChanged();
  return { ok: true, text: phrase('settings-removed', { name }) };
}

export function mayManage({ person }: BotContext): boolean {
  return may(person.role, 'manage');
}

function refuseToManage(ctx: BotContext): Told | null {
  if (mayManage(ctx)) return null;
  ctx.deed.outcome = 'refused';
  const args = { needed: sayPersonRole(neededRole('manage')), role: sayPersonRole(ctx.person.role) };
  return { ok: false, text: phrase('access-takes-highest', args) };
}

function put({ context, menusChanged }: SettingsDeps, ctx: BotContext, { id, name, role }: Added): void {
  const { store, clock } = context;
  store.members.put({ id, name, role, by: actorOf(ctx).who }, toStoredTime(clock.now()));
  ctx.deed.target = String(id);
  menusChanged();
}

/** Without any owner nobody could ever be added again. */
function isLastOwner({ people }: SettingsDeps, id: number): boolean {
  const owners = people.list().filter(({ role }) => role === 'owner');
  return owners.length === 1 && owners[0]?.telegram === id;
}

function isRole(word: string): word is PersonRole {
  return personRoles.some((role) => role === word);
}

function findShown(message: Message): { id: number; name: string } | undefined {
  const { contact, entities = [], forward_origin: origin } = message;
  if (contact?.user_id !== undefined) return { id: contact.user_id, name: oneLine(contact.first_name, 64) };
  const mentioned = entities.find((entity) => entity.type === 'text_mention');
  if (mentioned?.type === 'text_mention') return toShown(mentioned.user);
  return origin?.type === 'user' ? toShown(origin.sender_user) : undefined;
}

/** Whoever types an id means that one, whatever the message replies to. */
function findReplied(
  { reply_to_message: replied }: Message,
  typedId: string | undefined,
): { id: number; name: string } | undefined {
  if (typedId !== undefined) return undefined;
  const answered = replied?.forward_origin;
  if (answered?.type === 'user') return toShown(answered.sender_user);
  return replied?.from?.is_bot === false ? toShown(replied.from) : undefined;
}

function toShown({ id, first_name: name }: User): { id: number; name: string } {
  return { id, name: oneLine(name, 64) || String(id) };
}
