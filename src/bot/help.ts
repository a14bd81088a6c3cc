import { FormattedString, fmt } from '@grammyjs/parse-mode';
import { Composer } from 'grammy';
import { may } from '../domain/people.ts';
import { type Formatted, joined, plain } from '../telegram/formatted.ts';
import { answer } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { type CommandName, commandNames, commands, onCommand } from './commands.ts';

export function createHelp(): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  for (const name of ['start', 'help'] as const) onCommand(composer, name, showHelp);
  return composer;
}

function showHelp(ctx: BotContext): void {
  const { role } = ctx.person;
  const allowed = commandNames.filter((name) => name !== 'start' && may(role, commands[name].action));
  const head = plain(
    'I am Signalbox. I take tasks from a title to a healthy deploy with coding agents, and show each as one card. ' +
      `Your role is ${role}, so you can use:`,
  );
  const notes = [
    ...(allowed.includes('new')
      ? ['Lines after the title of /new, or the message it replies to, describe the task.']
      : []),
    'Without an ID I take the only task that fits; every button has its command here.',
  ];
  answer(ctx, joined([head, joined(allowed.map(helpLine), '\n'), plain(notes.join('\n'))], '\n\n'));
}

function helpLine(name: CommandName): Formatted {
  const { usage, description, example } = commands[name];
  const line = fmt`/${name}${usage === '' ? '' : ` ${usage}`}: ${description}`;
  const tried = fmt`${line}, e.g. ${FormattedString.code(`/${name} ${example}`)}`;
  return example === '' ? line : tried;
}
