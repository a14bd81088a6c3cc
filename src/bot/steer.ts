import { Composer } from 'grammy';
import type { Actor, Signal } from '../domain/signal.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Context } from '../workflow/context.ts';
import { steerTask } from '../workflow/steer-task.ts';
import { answer } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { pickTask, type Wanted } from './pick-task.ts';

type Verb = Wanted & { signal(by: Actor, rest: string): Signal };

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
      const by = actorOf(ctx);
      const { text } = steerTask(context, view.id, verb.signal(by, rest), by);
      answer(ctx, `${view.workItemId}: ${text}`);
    });
  }
  return composer;
}
