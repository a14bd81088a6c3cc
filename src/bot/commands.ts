import type { Composer } from 'grammy';
import type { PersonAction } from '../domain/people.ts';
import type { MessageId } from '../domain/phrase.ts';
import { admit } from './access.ts';
import type { BotContext } from './bot-context.ts';

/** What /help puts under one heading. */
export const commandGroups = ['work', 'decide', 'steer', 'all', 'rest'] as const;

type CommandSpec = {
  action: PersonAction;
  group: (typeof commandGroups)[number];
  description: MessageId;
  usage: MessageId | null;
  example: MessageId | null;
};

/** Everything a person can type, in the order of /help and of Telegram's menu. */
export const commands = {
  start: { action: 'look', group: 'rest', description: 'command-start', usage: null, example: null },
  help: {
    action: 'look',
    group: 'rest',
    description: 'command-help',
    usage: 'command-help-usage',
    example: 'command-help-example',
  },
  new: {
    action: 'open',
    group: 'work',
    description: 'command-new',
    usage: 'command-new-usage',
    example: 'command-new-example',
  },
  tasks: { action: 'look', group: 'work', description: 'command-tasks', usage: null, example: null },
  task: {
    action: 'look',
    group: 'work',
    description: 'command-task',
    usage: 'command-task-usage',
    example: 'command-task-example',
  },
  why: {
    action: 'look',
    group: 'work',
    description: 'command-why',
    usage: 'command-why-usage',
    example: 'command-why-example',
  },
  approve: {
    action: 'approve',
    group: 'decide',
    description: 'command-approve',
    usage: 'command-approve-usage',
    example: 'command-approve-example',
  },
  reject: {
    action: 'approve',
    group: 'decide',
    description: 'command-reject',
    usage: 'command-reject-usage',
    example: 'command-reject-example',
  },
  answer: {
    action: 'steer',
    group: 'decide',
    description: 'command-answer',
    usage: 'command-answer-usage',
    example: 'command-answer-example',
  },
  stop: {
    action: 'steer',
    group: 'steer',
    description: 'command-stop',
    usage: 'command-stop-usage',
    example: 'command-stop-example',
  },
  retry: {
    action: 'steer',
    group: 'steer',
    description: 'command-retry',
    usage: 'command-retry-usage',
    example: 'command-retry-example',
  },
  cancel: {
    action: 'steer',
    group: 'steer',
    description: 'command-cancel',
    usage: 'command-cancel-usage',
    example: 'command-cancel-example',
  },
  restart: {
    action: 'open',
    group: 'steer',
    description: 'command-restart',
    usage: 'command-restart-usage',
    example: 'command-restart-example',
  },
  degrade: {
    action: 'steer',
    group: 'steer',
    description: 'command-degrade',
    usage: 'command-degrade-usage',
    example: 'command-degrade-example',
  },
  rollback: {
    action: 'unfreeze',
    group: 'steer',
    description: 'command-rollback',
    usage: 'command-rollback-usage',
    example: 'command-rollback-example',
  },
  priority: {
    action: 'steer',
    group: 'steer',
    description: 'command-priority',
    usage: 'command-priority-usage',
    example: 'command-priority-example',
  },
  // Whoever changes them needs more, which the handler checks.
  deps: {
    action: 'look',
    group: 'steer',
    description: 'command-deps',
    usage: 'command-deps-usage',
    example: 'command-deps-example',
  },
  budget: {
    action: 'steer',
    group: 'steer',
    description: 'command-budget',
    usage: 'command-budget-usage',
    example: 'command-budget-example',
  },
  model: {
    action: 'steer',
    group: 'steer',
    description: 'command-model',
    usage: 'command-model-usage',
    example: 'command-model-example',
  },
  effort: {
    action: 'steer',
    group: 'steer',
    description: 'command-effort',
    usage: 'command-effort-usage',
    example: 'command-effort-example',
  },
  queue: { action: 'look', group: 'all', description: 'command-queue', usage: null, example: null },
  pause: {
    action: 'pause',
    group: 'all',
    description: 'command-pause',
    usage: 'command-pause-usage',
    example: 'command-pause-example',
  },
  resume: {
    action: 'pause',
    group: 'all',
    description: 'command-resume',
    usage: 'command-resume-usage',
    example: 'command-resume-example',
  },
  freeze: {
    action: 'unfreeze',
    group: 'all',
    description: 'command-freeze',
    usage: 'command-freeze-usage',
    example: 'command-freeze-example',
  },
  unfreeze: {
    action: 'unfreeze',
    group: 'all',
    description: 'command-unfreeze',
    usage: 'command-unfreeze-usage',
    example: 'command-unfreeze-example',
  },
  cost: {
    action: 'look',
    group: 'all',
    description: 'command-cost',
    usage: 'command-cost-usage',
    example: 'command-cost-example',
  },
  // Whoever may look can read the code on the forge; known secrets are taken out.
  log: {
    action: 'look',
    group: 'work',
    description: 'command-log',
    usage: 'command-log-usage',
    example: 'command-log-example',
  },
  projects: { action: 'look', group: 'all', description: 'command-projects', usage: null, example: null },
  health: { action: 'look', group: 'all', description: 'command-health', usage: null, example: null },
  settings: { action: 'look', group: 'rest', description: 'command-settings', usage: null, example: null },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands) as CommandName[];

/** Registers a command together with its check, so that none can go without. A press on an offered task is it, too. */
export function onCommand(
  composer: Composer<BotContext>,
  name: CommandName,
  handle: (ctx: BotContext, rest: string) => void | Promise<void>,
): void {
  composer.on(['message', 'callback_query']).filter(
    (ctx) => ctx.command?.name === name,
    async (ctx) => {
      ctx.deed = { ...ctx.deed, action: name };
      if (await admit(ctx, commands[name].action)) await handle(ctx, ctx.command?.rest ?? '');
    },
  );
}

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
