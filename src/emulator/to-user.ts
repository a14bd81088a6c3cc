import type { User } from 'grammy/types';
import type { EmulatorUser } from './model.ts';
import type { EmulatorState } from './state.ts';

export function toUser({ id, firstName, username, languageCode }: EmulatorUser): User {
  const name = { first_name: firstName, ...(username && { username }) };
  return { id, is_bot: false, ...name, language_code: languageCode ?? 'en' };
}

export function toBotUser({ bot }: EmulatorState): User {
  return { id: bot.id, is_bot: true, first_name: bot.firstName, username: bot.username };
}
