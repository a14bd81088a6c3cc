import { FormattedString, fmt } from '@grammyjs/parse-mode';
import { Composer } from 'grammy';
import { may } from '../domain/people.ts';
import type { MessageId } from '../domain/phrase.ts';
import { sayPersonRole } from '../domain/say-person-role.ts';
import { type Formatted, joined, plain, styled } from '../telegram/formatted.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { type CommandName, commandGroups, commandNames, commands, isCommand, onCommand } from './commands.ts';

const headings = {
  work: 'command-group-work',
  decide: 'command-group-decide',
  steer: 'command-group-steer',
  all: 'command-group-all',
  rest: 'command-group-rest',
} as const satisfies Record<(typeof commandGroups)[number], MessageId>;

export function createHelp(): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'help', (ctx, typed) => {
    const name = typed.replace(/^\//, '').toLowerCase();
    answer(ctx, isCommand(name) ? explainCommand(ctx, name) : listCommands(ctx));
  });
  return composer;
}

function listCommands(ctx: BotContext): Formatted {
  const { t } = ctx.translator;
  const { role } = ctx.person;
  const groups = commandGroups.flatMap((group) => {
    const names = commandNames.filter(
      (name) => name !== 'start' && commands[name].group === group && may(role, commands[name].action),
    );
    if (names.length === 0) return [];
    const lines = names.map((name) => fmt`${usageOf(ctx, name)}: ${t(commands[name].description)}`);
    return [joined([styled('bold', plain(t(headings[group]))), ...lines], '\n')];
  });
  const head = plain(t('command-help-head', { role: sayPersonRole(role) }));
  return joined([head, ...groups, plain(t('command-help-notes'))], '\n\n');
}

function explainCommand(ctx: BotContext, name: CommandName): Formatted {
  const { t } = ctx.translator;
  const { description, example } = commands[name];
  const line = fmt`${FormattedString.bold(usageOf(ctx, name))}\n${t(description)}`;
  if (example === null) return line;
  return fmt`${line}\n${t('command-for-example')} ${FormattedString.code(`/${name} ${t(example)}`)}`;
}

function usageOf({ translator: { t } }: BotContext, name: CommandName): string {
  const { usage } = commands[name];
  return usage === null ? `/${name}` : `/${name} ${t(usage)}`;
}
