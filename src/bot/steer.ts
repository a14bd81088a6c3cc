import { Composer } from 'grammy';
import type { Actor, Signal } from '../domain/signal.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Context } from '../workflow/context.ts';
import { steerTask } from '../workflow/steer-task.ts';
import { answer } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { pickTask, type Wanted } from './pick-task.ts';

type Verb = Wanted & {
  signal(by: Actor, rest: string): Signal;
  /** What is wrong with the command for this task; undefined: nothing. */
  refuse?(view: TaskView, rest: string): string | undefined;
};

const verbs: readonly Verb[] = [
  {
    command: 'stop',
    what: 'has an agent at work',
    fits: ({ run }: TaskView) => run !== null,
    takesOnly: true,
    freeText: false,
    signal: (by) => ({ type: 'stop', by }),
  },
  {
    command: 'retry',
    what: 'can be tried again',
    fits: ({ actions }: TaskView) => actions.some(({ kind }) => kind === 'retry' || kind === 'answer'),
    takesOnly: true,
    freeText: true,
    signal: (by, hint) => ({ type: 'retry', hint, by }),
  },
  {
    command: 'answer',
    what: 'asks a question',
    fits: isAsking,
    takesOnly: true,
    freeText: true,
    signal: (by, hint) => ({ type: 'retry', hint, by }),
    refuse: (view, words) => {
      if (!isAsking(view)) return `It asks no question: ${view.explanation.text}`;
      return words === ''
        ? `Put your answer behind it: /answer ${view.workItemId} and your words.`
        : undefined;
    },
  },
  {
    command: 'cancel',
    what: 'is open',
    fits: ({ ended }: TaskView) => !ended,
    // There is no way back from it, so its task is always named.
    takesOnly: false,
    freeText: false,
    signal: (by) => ({ type: 'cancel', by }),
  },
];

export function createSteer(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  for (const verb of verbs) {
    onCommand(composer, verb.command, (ctx, typed) => {
      const picked = pickTask(context, verb, typed);
      if ('problem' in picked) return answer(ctx, picked.problem);
      const { view, rest } = picked;
      const refused = verb.refuse?.(view, rest);
      if (refused !== undefined) return answer(ctx, `${view.workItemId}: ${refused}`);
      const by = actorOf(ctx);
      const { text } = steerTask(context, view.id, verb.signal(by, rest), by);
      answer(ctx, `${view.workItemId}: ${text}`);
    });
  }
  return composer;
}

function isAsking({ actions }: TaskView): boolean {
  return actions.some(({ kind }) => kind === 'answer');
}
