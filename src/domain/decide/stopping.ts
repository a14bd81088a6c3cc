import { act, type Change, type Decision, stay } from '../decision.ts';
import type { Facts, StopKind } from '../facts.ts';
import { cancelTask, enterStaging, rework, stopperOf } from './moves.ts';

/** A stop that decides more takes the place of one that decides less; of equals the first one stands. */
const weights = { changes: 0, merged: 1, budget: 2, halt: 2, stop: 2, cancel: 3 } as const satisfies Record<
  StopKind,
  number
>;

export function isBeingStopped({ stopRequested }: Facts, kind: StopKind): boolean {
  return stopRequested !== null && weights[stopRequested] >= weights[kind];
}

type StopRequest = { kind: StopKind; by: string; note: string; why: string };

/** What people want waits for the end of the run. */
export function requestStop(facts: Facts, { kind, by, note, why }: StopRequest): Decision {
  if (isBeingStopped(facts, kind)) return stay('it is being stopped already');
  return act(null, `the run is stopped first: ${why}`, { do: 'requestStop', kind, by, note });
}

type Stopping = {
  facts: Facts;
  kind: StopKind;
  /** What else is to be told to the person who is asked. */
  late?: string;
};

/** What the stop of a run was for, now that the run has ended. `settle` gives the change that ends its job, if it has one. */
export function stopWork({ facts, kind, late = '' }: Stopping, settle?: (why: string) => Change): Decision {
  const who = stopperOf(facts);
  const note = facts.stopNote ?? '';
  const settled = (why: string): Change[] => (settle === undefined ? [] : [settle(why)]);
  const ended = (why: string): Change[] => [...settled(why), { do: 'clearStop' }];
  switch (kind) {
    case 'cancel': {
      const why = `cancelled by ${who}`;
      return cancelTask(facts, why, ...settled(why));
    }
    case 'stop': {
      const why = `${settle === undefined ? 'CI was stopped' : 'stopped'} by ${who}`;
      return act(null, why, ...ended(why), { do: 'ask', code: 'stopped', text: `${why}.${late}` });
    }
    case 'halt': {
      const why = note === '' ? `halted by ${who}` : note;
      return halt(`${why.replace(/[\s.]+$/, '')}.${late}`, why, ...ended(why));
    }
    case 'budget': {
      const why = note === '' ? 'the budget is used up' : note;
      return act(null, why, ...ended(why), { do: 'ask', code: 'budget', text: why });
    }
    case 'changes':
      return sendBack(facts, who, note, ...ended(`${who} asked for changes`), ...answered(facts));
    case 'merged':
      return takeUpMerge(facts, who, ...ended(`merged by ${who}`), ...answered(facts));
  }
}

/** Asks a person; until the answer nothing of the task is worked on or done outside. */
export function halt(text: string, why: string, ...changes: Change[]): Decision {
  const idle = [{ do: 'dropQueuedJobs', why }, { do: 'dropEffects' }] as const;
  return act(null, why, ...changes, ...idle, { do: 'ask', code: 'stopped', text });
}

/** Remarks of people go to the developer as those of our reviewer do, and count as a round of rework. */
export function sendBack(facts: Facts, who: string, comment: string, ...changes: Change[]): Decision {
  const why = `${who} asked for changes`;
  const findings = comment.trim() === '' ? `${why}, and wrote no comment.` : comment;
  // A person may say the same thing twice and mean it.
  return rework({ ...facts, lastFindings: '' }, findings, why, ...changes, { do: 'dropEffects' });
}

/** Nobody has tested what somebody landed by hand: staging begins on it, and its merge finds it landed. */
export function takeUpMerge(facts: Facts, who: string, ...changes: Change[]): Decision {
  const why = `merged by ${who}; staging begins on what landed`;
  return enterStaging(facts, why, ...changes, { do: 'dropEffects' });
}

/** What was asked meanwhile is overtaken by a move. */
function answered({ attention }: Facts): Change[] {
  return attention === null ? [] : [{ do: 'clearAttention' }];
}
