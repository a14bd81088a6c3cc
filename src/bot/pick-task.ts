import { nearestWord } from '../domain/nearest-word.ts';
import { type MessageId, type Phrase, phrase, type Said } from '../domain/phrase.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { TaskRow } from '../store/tasks.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { findTask } from '../workflow/steer-task.ts';
import type { CommandName } from './commands.ts';
import type { Offer } from './offer.ts';

/** The task a command is about and the words behind its id, or what to tell the person instead: `answer` takes it. */
export type Picked = { view: TaskView; rest: string } | { problem: Said | Offer };

export type Wanted = {
  command: CommandName;
  what: keyof typeof whats;
  fits(view: TaskView): boolean;
  /** Whether it is about tasks that have ended, of which the latest are offered, or about these too. */
  ended?: true | 'too';
  /** Whether the only task that fits is taken when no id was typed. */
  takesOnly: boolean;
  /** Whether other words may follow the id, or stand alone. */
  freeText: boolean;
};

const mostEnded = 40;

/** `none`: no task fits; `which`: the heading of those that do. */
const whats = {
  open: { none: 'bot-none-open', which: 'bot-which-open' },
  approval: { none: 'bot-none-approval', which: 'bot-which-approval' },
  running: { none: 'bot-none-running', which: 'bot-which-running' },
  retry: { none: 'bot-none-retry', which: 'bot-which-retry' },
  question: { none: 'bot-none-question', which: 'bot-which-question' },
  ended: { none: 'bot-none-ended', which: 'bot-which-ended' },
  rollback: { none: 'bot-none-rollback', which: 'bot-which-rollback' },
  withdraw: { none: 'bot-none-withdraw', which: 'bot-which-withdraw' },
  released: { none: 'bot-none-released', which: 'bot-which-released' },
} as const satisfies Record<string, { none: MessageId; which: MessageId }>;

/** What stands for an id where a further part of the offer is asked for; nobody can type it. */
const moreMark = '\u0000more:';

export function moreFrom(from: number): string {
  return `${moreMark}${from}`;
}

/** What stands for the id of a pressed task where typing it would mean another one: repositories may share ids. */
const pressedMark = '\u0000task:';

/** Names just this task to the command that is made of a press. */
export function referenceTo(
  context: Context,
  { id, workItemId }: Pick<TaskView, 'id' | 'workItemId'>,
): string {
  return findTask(context, workItemId)?.id === id ? workItemId : `${pressedMark}${id}`;
}

export function pickTask(context: Context, wanted: Wanted, typed: string): Picked {
  if (typed.startsWith(moreMark)) {
    const from = Number(typed.slice(moreMark.length));
    return { problem: offerOf(context, wanted, listFitting(context, wanted), { from }) };
  }
  const [, word = '', rest = ''] = /^(?:task\s+(?=\d))?(\S+)\s*(.*)$/is.exec(typed) ?? [];
  const task = findReferred(context, word, wanted.freeText);
  const view = task === undefined ? undefined : describeTask(context, task.id);
  if (view !== undefined) return { view, rest };
  const fitting = listFitting(context, wanted);
  if (word !== '' && (!wanted.freeText || /^[a-z]\w*(-\d+)+$/i.test(word))) {
    return { problem: offerOf(context, wanted, fitting, { unknown: word }) };
  }
  const [only, another] = fitting;
  if (only !== undefined && another === undefined && wanted.takesOnly) return { view: only, rest: typed };
  return { problem: offerOf(context, wanted, fitting) };
}

/** In front of other words a number may be just one of them: it names a task only where the task has no other name. */
function findReferred(context: Context, word: string, freeText: boolean): TaskRow | undefined {
  if (word.startsWith(pressedMark)) return context.store.tasks.find(Number(word.slice(pressedMark.length)));
  const task = word === '' ? undefined : findTask(context, word);
  const isRowNumber = /^\d+$/.test(word) && task?.work_item_id !== word;
  return freeText && isRowNumber && task?.work_item_id !== null ? undefined : task;
}

function listFitting(context: Context, { fits, ended }: Wanted): TaskView[] {
  const { tasks } = context.store;
  const open = ended === true ? [] : tasks.listOpen();
  const over = ended === undefined ? [] : tasks.listEnded(mostEnded);
  return [...open, ...over].flatMap(({ id }) => {
    const view = describeTask(context, id);
    return view !== undefined && fits(view) ? [view] : [];
  });
}

function offerOf(
  context: Context,
  { command, what, freeText }: Wanted,
  fitting: readonly TaskView[],
  { unknown, from = 0 }: { unknown?: string; from?: number } = {},
): Said | Offer {
  const which = whichFit(
    whats[what],
    fitting,
    `/${command} ${fitting[0]?.workItemId}${freeText ? ' …' : ''}`,
  );
  const said = unknown === undefined ? which : withNearest(context, unknown, which);
  if (fitting.length === 0) return said;
  const tasks = fitting.map(({ id, workItemId, title }) => ({ id, workItemId, title }));
  return { said, command, tasks, from: from < tasks.length ? from : 0 };
}

function whichFit(
  { none, which }: { none: MessageId; which: MessageId },
  fitting: readonly TaskView[],
  command: string,
): Phrase {
  if (fitting.length === 0) return phrase(none);
  return phrase('bot-say-which', { command, what: phrase(which) });
}

function withNearest({ store }: Context, word: string, which: Phrase): Phrase {
  const open = store.tasks.listOpen().flatMap(({ work_item_id: name }) => name ?? []);
  const nearest = nearestWord(word, open);
  const shown = oneLine(word, 64);
  return nearest === undefined
    ? phrase('bot-no-task', { task: shown, which })
    : phrase('bot-no-task-but', { task: shown, nearest, which });
}
