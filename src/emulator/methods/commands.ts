import type { BotCommand } from 'grammy/types';
import { z } from 'zod';
import { badRequest } from '../api-error.ts';
import { readScope } from '../command-scopes.ts';
import { readArray } from '../parameters.ts';
import { announce } from '../state.ts';
import type { Method } from './method.ts';

const commandSchema = z.object({ command: z.string(), description: z.string() });
const mostCommands = 100;

export const setMyCommands: Method = (state, { params }) => {
  const commands = (readArray(params, 'commands') ?? []).map(parseCommand);
  if (commands.length > mostCommands) throw badRequest('too many commands specified');
  state.commands.set(readScope(state, params), commands);
  announce(state, { kind: 'commands' });
  return true;
};

export const getMyCommands: Method = (state, { params }) =>
  state.commands.get(readScope(state, params)) ?? [];

export const deleteMyCommands: Method = (state, { params }) => {
  state.commands.delete(readScope(state, params));
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
