import type { Message } from 'grammy/types';

/** `rest` is everything behind the command, its line breaks included. */
export type Command = { name: string; rest: string };

/**
 * The command a message begins with, in lower case; undefined also when it is addressed to another bot, and in what is
 * forwarded: these are words that somebody said elsewhere.
 */
export function readCommand(message: Message | undefined, username: string): Command | undefined {
  if (message?.forward_origin !== undefined) return undefined;
  const text = message?.text ?? message?.caption ?? '';
  const entities = message?.entities ?? message?.caption_entities ?? [];
  const entity = entities.find(({ type, offset }) => type === 'bot_command' && offset === 0);
  if (entity === undefined) return undefined;
  const [name = '', target] = text.slice(1, entity.length).split('@');
  if (target !== undefined && target.toLowerCase() !== username.toLowerCase()) return undefined;
  return { name: name.toLowerCase(), rest: text.slice(entity.length).trim() };
}
