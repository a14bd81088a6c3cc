import { Composer } from 'grammy';
import { type Phrase, phrase } from '../domain/phrase.ts';
import type { Actor, Signal } from '../domain/signal.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Context } from '../workflow/context.ts';
import { steerTask } from '../workflow/steer-task.ts';
import { answerOutcome, decline } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { meansEverything, stopEverything } from './pause.ts';
import { pickTask, type Wanted } from './pick-task.ts';
import { askForAnswer } from './reply-prompts.ts';

type Verb = Wanted & {
  signal(by: Actor, rest: string): Signal;
  /** What is wrong with the command for this task; undefined: nothing. */
  refuse?(view: TaskView, rest: string): Phrase | undefined;
  /** What it still has to be told, asked for by a reply; false: nothing. */
  ask?(ctx: BotContext, view: TaskView, rest: string): boolean;
};

const verbs: readonly Verb[] = [
  {
    command: 'stop',
    what: 'running',
    fits: ({ run }: TaskView) => run !== null,
    takesOnly: true,
    freeText: false,
    signal: (by) => ({ type: 'stop', by }),
  },
  {
    command: 'retry',
    what: 'retry',
    fits: ({ actions }: TaskView) => actions.some(({ kind }) => kind === 'retry' || kind === 'answer'),
    takesOnly: true,
    freeText: true,
    signal: (by, hint) => ({ type: 'retry', hint, by }),
  },
  {
    command: 'answer',
    what: 'question',
    fits: isAsking,
    takesOnly: true,
    freeText: true,
    signal: (by, hint) => ({ type: 'retry', hint, by }),
    ask: (ctx, view, words) => {
      const key = view.actions.find(({ kind }) => kind === 'answer')?.key;
      if (key === undefined || words !== '') return false;
      askForAnswer(ctx, view, key);
      return true;
    },
    refuse: (view) =>
      isAsking(view) ? undefined : phrase('bot-asks-nothing', { why: view.explanation.text }),
  },
  {
    command: 'degrade',
    what: 'released',
    fits: isWatched,
    takesOnly: false,
    freeText: false,
    signal: (by) => ({ type: 'degraded', reason: phrase('bot-declared-by', { who: by.who }), by }),
    refuse: (view) =>
      isWatched(view) ? undefined : phrase('bot-not-watched', { why: view.explanation.text }),
  },
  {
    command: 'rollback',
    what: 'rollback',
    fits: ({ actions }: TaskView) => actions.some(({ kind }) => kind === 'rollback'),
    ended: 'too',
    takesOnly: false,
    freeText: false,
    signal: (by) => ({ type: 'rollback', by }),
    // A misspelt `cancel` must not roll back.
    refuse: ({ workItemId: task }, rest) =>
      rest === '' ? undefined : phrase('bot-rollback-words', { task }),
  },
  {
    command: 'cancel',
    what: 'open',
    fits: ({ ended }: TaskView) => !ended,
    // There is no way back from it, so its task is always named.
    takesOnly: false,
    freeText: false,
    signal: (by) => ({ type: 'cancel', by }),
  },
];

/** `/rollback SHOP-004 cancel` */
const withdraw: Verb = {
  command: 'rollback',
  what: 'withdraw',
  fits: ({ actions }: TaskView) => actions.some(({ kind }) => kind === 'withdraw'),
  ended: true,
  takesOnly: true,
  freeText: false,
  signal: (by) => ({ type: 'withdraw', by }),
};

const withdrawing: ReadonlySet<string> = new Set(['cancel', 'withdraw', 'отмена', 'отменить', 'отозвать']);

export function createSteer(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  for (const verb of verbs) {
    onCommand(composer, verb.command, (ctx, typed) => {
      if (verb.command === 'stop' && meansEverything(typed)) return stopEverything(context, ctx);
      const named = verb.command === 'rollback' ? withoutWithdrawing(ctx, typed) : undefined;
      if (named === undefined) return obey(context, ctx, verb, typed);
      ctx.deed.action = 'withdraw';
      obey(context, ctx, withdraw, named);
    });
  }
  return composer;
}

function obey(context: Context, ctx: BotContext, verb: Verb, typed: string): void {
  const picked = pickTask(context, verb, typed);
  if ('problem' in picked) return decline(ctx, picked.problem);
  const { view } = picked;
  // Behind a task that was pressed stands what was typed in place of its id.
  const rest = verb.freeText || ctx.offered === undefined ? picked.rest : '';
  if (verb.ask?.(ctx, view, rest)) return;
  const refused = verb.refuse?.(view, rest);
  if (refused !== undefined) return answerOutcome(ctx, { ok: false, text: refused }, view.workItemId);
  const by = actorOf(ctx);
  answerOutcome(ctx, steerTask(context, view.id, verb.signal(by, rest), by), view.workItemId);
}

/**
 * What else was typed, where the first or the last word takes a rollback back; undefined where none does. In front of what
 * was typed stands the task that was pressed, if one was.
 */
function withoutWithdrawing({ offered }: BotContext, typed: string): string | undefined {
  const words = typed.trim().split(/\s+/);
  const places = offered === undefined ? [0, words.length - 1] : words.keys();
  const at = [...places].find((index) => withdrawing.has(words[index]?.toLowerCase() ?? ''));
  return at === undefined ? undefined : words.toSpliced(at, 1).join(' ');
}

function isWatched({ actions }: TaskView): boolean {
  return actions.some(({ kind }) => kind === 'degrade');
}

function isAsking({ actions }: TaskView): boolean {
  return actions.some(({ kind }) => kind === 'answer');
}
