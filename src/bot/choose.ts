import { Composer } from 'grammy';
import type { Actor } from '../domain/signal.ts';
import type { TaskView } from '../domain/task-view.ts';
import { type Formatted, joined, oneLine, plain, styled } from '../telegram/formatted.ts';
import {
  type Choice,
  listChoices,
  type RoleChoice,
  setEffort,
  setModel,
} from '../workflow/choose-for-task.ts';
import type { Context } from '../workflow/context.ts';
import type { Steered } from '../workflow/steer-task.ts';
import { answer } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { pickTask } from './pick-task.ts';

type Set = (context: Context, taskId: number, value: string | null, by: Actor) => Steered;

const choices: Record<Choice, Set> = { model: setModel, effort: setEffort };

/** /model and /effort: what a person sets for the next runs of one task, and what is set. */
export function createChoose(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  for (const choice of ['model', 'effort'] as const) {
    onCommand(composer, choice, (ctx, typed) => {
      const wanted = {
        command: choice,
        what: 'is open',
        fits: ({ ended }: TaskView) => !ended,
        takesOnly: true,
      };
      const picked = pickTask(context, { ...wanted, freeText: true }, typed);
      if ('problem' in picked) return answer(ctx, picked.problem);
      const { view, rest } = picked;
      if (rest === '') return answer(ctx, renderChoices(context, view, choice));
      const value = /^(default|-|none)$/i.test(rest) ? null : rest;
      answer(ctx, `${view.workItemId}: ${choices[choice](context, view.id, value, actorOf(ctx)).text}`);
    });
  }
  return composer;
}

function renderChoices(context: Context, { id, workItemId }: TaskView, choice: Choice): Formatted {
  const task = context.store.tasks.find(id);
  const chosen = task?.[choice] ?? null;
  const head =
    chosen === null
      ? `${workItemId} has the ${choice} of the settings:`
      : `${workItemId} has the ${choice} ${oneLine(chosen, 100)}:`;
  const lines = task === undefined ? [] : listChoices(context, task, choice).map(choiceLine);
  const advice = `/${choice} ${workItemId} ${choice === 'model' ? 'NAME' : 'LEVEL'} sets it for the next runs, /${choice} ${workItemId} default takes it back.`;
  return joined([styled('bold', plain(head)), ...lines, plain(advice)], '\n');
}

function choiceLine({ role, runner, value, isOverridden }: RoleChoice): Formatted {
  const set = oneLine(
    value ?? (runner === 'command' || runner === 'scripted' ? 'a program' : 'as the CLI has it'),
    60,
  );
  return plain(`• ${role}: ${set}${isOverridden ? ', for this task' : ''} (${runner})`);
}
