import { type Asked, toAsked } from '../attention.ts';
import { act, type Change, type Decision, stay } from '../decision.ts';
import type { Facts, StopKind } from '../facts.ts';
import type { Outcome } from '../outcome.ts';
import { phrase, type Said } from '../phrase.ts';
import { cancelledBy, cancelTask, enterStaging, rework, stopperOf } from './moves.ts';

/** A stop that decides more takes the place of one that decides less; of equals the first one stands. */
const weights = {
  pause: 0,
  changes: 1,
  merged: 2,
  budget: 3,
  halt: 3,
  stop: 3,
  cancel: 4,
} as const satisfies Record<StopKind, number>;

export function isBeingStopped({ stopRequested }: Facts, kind: StopKind): boolean {
  return stopRequested !== null && weights[stopRequested] >= weights[kind];
}

type StopRequest = { kind: StopKind; by: string; note: Said; why: Said };

/** What people want waits for the end of the run. */
export function requestStop(facts: Facts, { kind, by, note, why }: StopRequest): Decision {
  if (isBeingStopped(facts, kind)) return stay(phrase('why-stopping-already'));
  return act(null, phrase('why-stop-first', { why }), { do: 'requestStop', kind, by, note });
}

/** A pause decides nothing: what it stopped goes on as it was. */
type DecisiveStop = Exclude<StopKind, 'pause'>;

type Stopping = {
  facts: Facts;
  kind: DecisiveStop;
  /** How the run ended meanwhile, which the person who is asked may have to know. */
  late?: Outcome;
};

/** What the stop of a run was for, now that the run has ended. `settle` gives the change that ends its job, if it has one. */
export function stopWork({ facts, kind, late }: Stopping, settle?: (why: Said) => Change): Decision {
  const who = stopperOf(facts);
  const note = facts.stopNote ?? '';
  const settled = (why: Said): Change[] => (settle === undefined ? [] : [settle(why)]);
  const ended = (why: Said): Change[] => [...settled(why), { do: 'clearStop' }];
  switch (kind) {
    case 'cancel': {
      const why = cancelledBy(facts, who);
      return cancelTask(facts, why, ...settled(why));
    }
    case 'stop': {
      const why =
        settle === undefined ? phrase('why-ci-stopped-by', { who }) : phrase('why-stopped-by', { who });
      return act(null, why, ...ended(why), { do: 'ask', code: 'stopped', asked: withLate(why, late) });
    }
    case 'halt': {
      const why = note === '' ? phrase('why-halted-by', { who }) : note;
      return haltWith(withLate(why, late), why, ...ended(why));
    }
    case 'budget': {
      const why = note === '' ? phrase('why-budget-used') : note;
      return act(null, why, ...ended(why), {
        do: 'ask',
        code: 'budget',
        asked: { sentence: why, details: '' },
      });
    }
    case 'changes':
      return sendBack(
        facts,
        who,
        typeof note === 'string' ? note : '',
        ...ended(phrase('why-changes-by', { who })),
        ...answered(facts),
      );
    case 'merged':
      return takeUpMerge(facts, who, ...ended(phrase('why-merged-by', { who })), ...answered(facts));
  }
}

/** Asks a person; until the answer nothing of the task is worked on or done outside. */
export function halt(sentence: Said, why: Said): Decision {
  return haltWith({ sentence, details: '' }, why);
}

function haltWith(asked: Asked, why: Said, ...changes: Change[]): Decision {
  const idle = [{ do: 'dropQueuedJobs', why }, { do: 'dropEffects' }] as const;
  return act(null, why, ...changes, ...idle, { do: 'ask', code: 'stopped', asked });
}

/** A result that came too late is told, and dropped. */
function withLate(why: Said, late: Outcome | undefined): Asked {
  if (late?.kind === 'completed') return { sentence: phrase('ask-late-result', { why }), details: '' };
  if (late?.kind !== 'question') return { sentence: why, details: '' };
  const { sentence: question, details } = toAsked(late.question);
  return { sentence: phrase('ask-late-question', { why, question }), details };
}

/** Remarks of people go to the developer as those of our reviewer do, and count as a round of rework. */
export function sendBack(facts: Facts, who: Said, comment: string, ...changes: Change[]): Decision {
  const why = phrase('why-changes-by', { who });
  const name = typeof who === 'string' ? who : 'A person';
  const findings = comment.trim() === '' ? `${name} asked for changes, and wrote no comment.` : comment;
  // A person may say the same thing twice and mean it.
  return rework({ ...facts, lastFindings: '' }, findings, why, ...changes, { do: 'dropEffects' });
}

/** Nobody has tested what somebody landed by hand: staging begins on it, and its merge finds it landed. */
export function takeUpMerge(facts: Facts, who: Said, ...changes: Change[]): Decision {
  const why = phrase('why-merge-taken-up', { who });
  return enterStaging(facts, why, ...changes, { do: 'dropEffects' });
}

/** What was asked meanwhile is overtaken by a move. */
function answered({ attention }: Facts): Change[] {
  return attention === null ? [] : [{ do: 'clearAttention' }];
}
