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
  answer: {
    action: 'steer',
    description: "Answer an agent's question",
    usage: 'ID words',
    example: 'SHOP-004 In euros',
  },
  queue: {
    action: 'look',
    description: 'What runs, waits, is frozen or paused',
    usage: '',
    example: '',
  },
  // Whoever may look can read the code on the forge; known secrets are taken out.
  log: {
    action: 'look',
    description: 'What the latest run wrote, or the latest of a role',
    usage: 'ID [role]',
    example: 'SHOP-004',
  },
  cost: {
    action: 'look',
    description: 'What was spent, in all or on a task',
    usage: '[ID|today|week|month]',
    example: 'SHOP-004',
  },
  stop: { action: 'steer', description: 'Stop the agent at work', usage: 'ID', example: 'SHOP-004' },
  retry: {
    action: 'steer',
    description: 'Try again; a hint may follow',
    usage: 'ID [hint]',
    example: 'SHOP-004 Use the staging database',
  },
  budget: {
    action: 'steer',
    description: 'What a task may spend; with US dollars, raise it',
    usage: 'ID [sum]',
    example: 'SHOP-004 20',
  },
  model: {
    action: 'steer',
    description: 'The model of a task, from its next run on',
    usage: 'ID [NAME|default]',
    example: 'SHOP-004 opus',
  },
  effort: {
    action: 'steer',
    description: 'How hard its model thinks, from its next run on',
    usage: 'ID [LEVEL|default]',
    example: 'SHOP-004 high',
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
