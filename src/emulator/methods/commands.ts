import type { BotCommand } from 'grammy/types';
import { z } from 'zod';
import { badRequest } from '../api-error.ts';
import { type Params, readArray, readObject, readString } from '../parameters.ts';
import { announce } from '../state.ts';
import type { Method } from './method.ts';

const commandSchema = z.object({ command: z.string(), description: z.string() });
const mostCommands = 100;

export const setMyCommands: Method = (state, { params }) => {
  const commands = (readArray(params, 'commands') ?? []).map(parseCommand);
  if (commands.length > mostCommands) throw badRequest('too many commands specified');
  state.commands.set(scopeKey(params), commands);
  announce(state, { kind: 'commands' });
  return true;
};

export const getMyCommands: Method = (state, { params }) => state.commands.get(scopeKey(params)) ?? [];

export const deleteMyCommands: Method = (state, { params }) => {
  state.commands.delete(scopeKey(params));
  announce(state, { kind: 'commands' });
  return true;
};

function parseCommand(value: unknown): BotCommand {
  const parsed = commandSchema.safeParse(value);
  if (!parsed.success) throw badRequest("can't parse BotCommand");
  const command = parsed.data.command.replace(/^\//, '');
  const { description } = parsed.data;
  if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  if (description.length < 1 || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  return { command, description };
}

function scopeKey(params: Params): string {
  const scope = readObject(params, 'scope') ?? {};
  const type = readString(scope, 'type') ?? 'default';
  const chat = readString(scope, 'chat_id') ?? '';
  const user = readString(scope, 'user_id') ?? '';
  return `${type} ${chat} ${user} ${readString(params, 'language_code') ?? ''}`;
}
