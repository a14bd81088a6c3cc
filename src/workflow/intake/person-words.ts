import { may, neededRole, type PersonAction, type PersonRole } from '../../domain/people.ts';
import { type Phrase, phrase, type Said } from '../../domain/phrase.ts';
import type { Actor, Signal } from '../../domain/signal.ts';
import { isFinished } from '../../domain/stage.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { fromStoredTime, toStoredTime } from '../../stored-time.ts';
import { commitSignal } from '../commit.ts';
import type { Context, Sender } from '../context.ts';
import { showOnce } from './show-once.ts';
import { noteStale, readRevision } from './stale-answer.ts';

/** What a person wrote outside about a task: below its work item, or below its change. */
export type Words = {
  system: Sender;
  /** The id of the comment there, so that it is heard once, by whichever way it comes. */
  id: string;
  /** The author's id or login there. */
  author: { id: string; name: string };
  text: string;
  at: Date;
  /** Found by looking. */
  recovered: boolean;
};

export const systemNames = { plane: 'Plane', gitea: 'Gitea', github: 'GitHub' } as const satisfies Record<
  Sender,
  string
>;

type Command = {
  action: PersonAction;
  /** What the word answers; null for one that may be said at any time. */
  answers: 'approval' | 'attention' | null;
  signal(context: Context, task: TaskRow, rest: string, saying: Saying): Signal | string | { stale: Said };
};

type Saying = { what: Phrase; by: Actor };

const commands: Readonly<Record<string, Command>> = {
  approve: {
    action: 'approve',
    answers: 'approval',
    signal: (context, task, rest, { what, by }) =>
      answerTo(context, task, readRevision(context, task, rest, { what, by }), ({ revision }) => ({
        type: 'approved',
        revision,
        by,
      })),
  },
  reject: {
    action: 'approve',
    answers: 'approval',
    signal: (context, task, rest, { what, by }) =>
      answerTo(context, task, readRevision(context, task, rest, { what, by }), ({ revision, comment }) =>
        comment === '' ? 'a reason must follow /reject' : { type: 'rejected', revision, comment, by },
      ),
  },
  retry: steering('attention', (hint, by) => ({ type: 'retry', hint, by })),
  answer: steering('attention', (hint, by) => ({ type: 'retry', hint, by })),
  stop: steering(null, (_rest, by) => ({ type: 'stop', by })),
  cancel: steering(null, (_rest, by) => ({ type: 'cancel', by })),
};

function steering(answers: Command['answers'], toSignal: (rest: string, by: Actor) => Signal): Command {
  return { action: 'steer', answers, signal: (_context, _task, rest, { by }) => toSignal(rest, by) };
}

/**
 * Hears a comment: a command at its beginning, else the answer to a question that an agent asks. Words of people without
 * a say are shown and never acted on; other words are talk. Called inside a transaction; returns the note for the record.
 */
export function hearWords(context: Context, task: TaskRow, words: Words): string {
  const { store, clock } = context;
  const heard = readWords(task, words);
  if (heard === null) return 'ignored: neither a command nor an answer that is waited for';
  if (isFinished(task.stage)) return 'ignored: the task has ended';
  if (wasBeforeTask(task, words.at)) return 'ignored: written before the task was opened';
  const id = `comment:${words.id}`;
  if (store.seen.has(words.system, id)) return 'heard already';
  const note = () => store.seen.note(words.system, id, toStoredTime(clock.now()));
  const person = context.people.find(words.system, words.author.id);
  const by: Actor = { who: person?.name ?? words.author.name, person: person?.name, via: words.system };
  const { action, answers } = heard.command;
  const mayAct = person !== undefined && may(person.role, action);
  const what = phrase('why-word-command', { command: heard.name, system: systemNames[words.system] });
  if (words.at < askedAt(context, task, heard.command)) {
    const given = { what, by, about: words.id };
    const stale = mayAct && answers === 'approval' ? noteStale(context, task, words.at, given) : null;
    return stale ?? 'ignored: written before it was asked';
  }
  if (!mayAct) {
    note();
    return notCounted(context, task.id, by, { what, needed: neededRole(action), about: words.id });
  }
  const signal = heard.command.signal(context, task, heard.rest, { what, by });
  if (typeof signal === 'string') return `ignored: ${signal}`;
  if ('stale' in signal)
    return showOnce(context, task.id, by, { about: `stale:${words.id}`, why: signal.stale });
  const decision = commitSignal(context, task.id, signal, { by, recovered: words.recovered });
  // An answer that is not heard yet, as while a person is asked something first, may be seen again. Other words are about
  // the moment at which they were written.
  if (decision.kind === 'act' || answers === null) note();
  return inEnglish(decision.why);
}

type Heard = { name: string; command: Command; rest: string };

function readWords({ attention }: TaskRow, { text }: Words): Heard | null {
  const [, name = '', rest = ''] = /^\s*\/([a-z]+)[.!]?(?!\S)([\s\S]*)$/i.exec(text) ?? [];
  const command = Object.hasOwn(commands, name.toLowerCase()) ? commands[name.toLowerCase()] : undefined;
  if (command !== undefined) return { name: name.toLowerCase(), command, rest: rest.trim() };
  const { answer } = commands;
  if (attention !== 'question' || answer === undefined || name !== '' || text.trim() === '') return null;
  return { name: 'answer', command: answer, rest: text.trim() };
}

/** Words can only answer what had been asked when they were written. */
function askedAt({ store }: Context, task: TaskRow, { answers }: Command): Date {
  const asked = { approval: store.approvals.findLatest(task.id)?.requested_at, attention: task.attention_at };
  const at = answers === null ? null : asked[answers];
  return at == null ? new Date(0) : fromStoredTime(at);
}

/** The clocks of others run apart from ours. */
const CLOCKS_APART_MS = 60_000;

/** Whether it was said or done before there was this task: an item may have had one that ended. */
export function wasBeforeTask({ created_at: createdAt }: TaskRow, at: Date): boolean {
  return createdAt !== null && at.getTime() + CLOCKS_APART_MS < fromStoredTime(createdAt).getTime();
}

function answerTo(
  { store }: Context,
  task: TaskRow,
  read: ReturnType<typeof readRevision>,
  toSignal: (given: { revision: string; comment: string }) => Signal | string,
): Signal | string | { stale: Said } {
  if ('stale' in read) return read;
  const request = store.approvals.findLatest(task.id);
  if (request === undefined || request.decision !== null) return 'no approval is being asked for';
  return toSignal({ revision: request.revision, comment: read.rest });
}

/** Shown once, never acted on: only `people:` gives a user of another system a say. `about` tells one occasion from another. */
export function notCounted(
  context: Context,
  taskId: number,
  by: Actor,
  { what, needed, about }: { what: Phrase; needed: PersonRole; about: string },
): string {
  const why = phrase('why-not-counted', { what, who: by.who, needed });
  return showOnce(context, taskId, by, { about: `not-counted:${taskId}:${about}`, why });
}
