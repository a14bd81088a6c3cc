import type { Composer } from 'grammy';
import type { PersonAction } from '../domain/people.ts';
import { admit } from './access.ts';
import type { BotContext } from './bot-context.ts';

type CommandSpec = { action: PersonAction; description: string; usage: string; example: string };

/** Everything a person can type, in the order of /help and of Telegram's menu. */
export const commands = {
  start: { action: 'look', description: 'What I do', usage: '', example: '' },
  help: { action: 'look', description: 'What I understand', usage: '', example: '' },
  new: {
    action: 'open',
    description: 'Open a task',
    usage: 'project title',
    example: 'shop Show prices with tax',
  },
  tasks: { action: 'look', description: 'Open tasks and what each waits for', usage: '', example: '' },
  task: { action: 'look', description: 'Show a task', usage: 'ID', example: 'SHOP-004' },
  why: { action: 'look', description: 'Why nothing moves', usage: '[ID]', example: 'SHOP-004' },
  approve: {
    action: 'approve',
    description: 'Approve the requirements (BRD)',
    usage: 'ID',
    example: 'SHOP-004',
  },
  reject: {
    action: 'approve',
    description: 'Ask for changes to the requirements',
    usage: 'ID reason',
    example: 'SHOP-004 Prices in euros only',
  },
  queue: {
    action: 'look',
    description: 'What runs, waits, is frozen or paused',
    usage: '',
    example: '',
  },
  stop: { action: 'steer', description: 'Stop the agent at work', usage: 'ID', example: 'SHOP-004' },
  retry: {
    action: 'steer',
    description: 'Try again; a hint or an answer may follow',
    usage: 'ID [hint]',
    example: 'SHOP-004 Use the staging database',
  },
  cancel: { action: 'steer', description: 'Cancel a task for good', usage: 'ID', example: 'SHOP-004' },
  restart: {
    action: 'open',
    description: 'Open a new task for one that has ended',
    usage: 'ID',
    example: 'SHOP-004',
  },
  unfreeze: { action: 'unfreeze', description: 'Open a frozen repository', usage: 'REPO', example: 'shop' },
  resume: {
    action: 'resume',
    description: 'End the pause of everything, or of a project',
    usage: '[project]',
    example: 'shop',
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands) as CommandName[];

/** Registers a command together with its check, so that none can go without. */
export function onCommand(
  composer: Composer<BotContext>,
  name: CommandName,
  handle: (ctx: BotContext, rest: string) => void | Promise<void>,
): void {
  composer.on('message').filter(
    (ctx) => ctx.command?.name === name,
    async (ctx) => {
      if (await admit(ctx, commands[name].action)) await handle(ctx, ctx.command?.rest ?? '');
    },
  );
}
