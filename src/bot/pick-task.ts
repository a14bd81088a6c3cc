import type { TaskView } from '../domain/task-view.ts';
import type { TaskRow } from '../store/tasks.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { findTask } from '../workflow/steer-task.ts';
import type { CommandName } from './commands.ts';

/** The task a command is about and the words behind its id, or what to tell the person instead. */
export type Picked = { view: TaskView; rest: string } | { problem: string };

export type Wanted = {
  command: CommandName;
  /** "waits for approval": completes "No task …". */
  what: string;
  fits(view: TaskView): boolean;
  /** Whether it is about tasks that have ended, of which the latest are offered. */
  ended?: true;
  /** Whether the only task that fits is taken when no id was typed. */
  takesOnly: boolean;
  /** Whether other words may follow the id, or stand alone. */
  freeText: boolean;
};

const mostListed = 12;

export function pickTask(context: Context, wanted: Wanted, typed: string): Picked {
  const [, word = '', rest = ''] = /^(?:task\s+(?=\d))?(\S+)\s*(.*)$/is.exec(typed) ?? [];
  const task = findReferred(context, word, wanted.freeText);
  const view = task === undefined ? undefined : describeTask(context, task.id);
  if (view !== undefined) return { view, rest };
  const fitting = listFitting(context, wanted);
  if (word !== '' && (!wanted.freeText || /^[a-z]\w*(-\d+)+$/i.test(word))) {
    return { problem: `I know no task ${word}. ${whichFit(wanted, fitting)}` };
  }
  const [only, another] = fitting;
  if (only !== undefined && another === undefined && wanted.takesOnly) return { view: only, rest: typed };
  return { problem: whichFit(wanted, fitting) };
}

/** In front of other words a number may be just one of them: it names a task only where the task has no other name. */
function findReferred(context: Context, word: string, freeText: boolean): TaskRow | undefined {
  const task = word === '' ? undefined : findTask(context, word);
  const isRowNumber = /^\d+$/.test(word) && task?.work_item_id !== word;
  return freeText && isRowNumber && task?.work_item_id !== null ? undefined : task;
}

function listFitting(context: Context, { fits, ended }: Wanted): TaskView[] {
  const { tasks } = context.store;
  return (ended ? tasks.listEnded(mostListed) : tasks.listOpen()).flatMap(({ id }) => {
    const view = describeTask(context, id);
    return view !== undefined && fits(view) ? [view] : [];
  });
}

function whichFit({ command, what, freeText }: Wanted, fitting: readonly TaskView[]): string {
  if (fitting.length === 0) return `No task ${what}.`;
  const names = fitting.slice(0, mostListed).map(({ workItemId }) => workItemId);
  const more = fitting.length - names.length;
  const list = [...names, ...(more > 0 ? [`${more} more (/tasks)`] : [])].join(', ');
  return `Say which: /${command} ${names[0]}${freeText ? ' …' : ''}. What ${what}: ${list}.`;
}
