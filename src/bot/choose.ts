import { Composer } from 'grammy';
import type { MessageId } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
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
import { answer, answerOutcome, decline } from './answer.ts';
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
        what: 'open' as const,
        fits: ({ ended }: TaskView) => !ended,
        takesOnly: true,
      };
      const picked = pickTask(context, { ...wanted, freeText: true }, typed);
      if ('problem' in picked) return decline(ctx, picked.problem);
      const { view, rest } = picked;
      if (rest === '') return answer(ctx, renderChoices(context, ctx.translator, view, choice));
      const value = /^(default|-|none)$/i.test(rest) ? null : rest;
      answerOutcome(ctx, choices[choice](context, view.id, value, actorOf(ctx)), view.workItemId);
    });
  }
  return composer;
}

const words = {
  model: { settings: 'cost-model-settings', chosen: 'cost-model-chosen', advice: 'cost-model-advice' },
  effort: { settings: 'cost-effort-settings', chosen: 'cost-effort-chosen', advice: 'cost-effort-advice' },
} as const satisfies Record<Choice, Record<string, MessageId>>;

function renderChoices(
  context: Context,
  { t }: Translator,
  { id, workItemId }: TaskView,
  choice: Choice,
): Formatted {
  const task = context.store.tasks.find(id);
  const chosen = task?.[choice] ?? null;
  const { settings, chosen: has, advice } = words[choice];
  const head =
    chosen === null
      ? t(settings, { task: workItemId })
      : t(has, { task: workItemId, value: oneLine(chosen, 100) });
  const lines = task === undefined ? [] : listChoices(context, task, choice).map((one) => choiceLine(t, one));
  return joined([styled('bold', plain(head)), ...lines, plain(t(advice, { task: workItemId }))], '\n');
}

function choiceLine(t: Translator['t'], { role, runner, value, isOverridden }: RoleChoice): Formatted {
  const none = runner === 'command' || runner === 'scripted' ? t('cost-a-program') : t('cost-as-cli');
  const args = { role, runner, value: value === null ? none : oneLine(value, 60) };
  return plain(t(isOverridden ? 'cost-choice-own' : 'cost-choice', args));
}
