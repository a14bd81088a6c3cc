import { act, type Change, type Decision, stay } from '../decision.ts';
import type { Facts } from '../facts.ts';
import type { SignalOf } from '../signal.ts';

import { ciEffect } from './gates.ts';
import { cancelTask, startWork, updateEffect } from './moves.ts';

export function opened(facts: Facts): Decision {
  if (facts.stage !== 'created') return stay('the task is open already');
  return startWork(facts, 'analysis', 'opened', '');
}

export function stop(facts: Facts, signal: SignalOf<'stop'>): Decision {
  const why = `stopped by ${signal.by.who}`;
  if (facts.stopRequested !== null) return stay('it is being stopped already');
  if (facts.attention !== null) return stay('nothing is running; a person is asked already');
  if (facts.live) return act(null, why, { do: 'requestStop', kind: 'stop' });
  if (facts.step !== 'work') return stay('nothing is running');
  return act(
    null,
    why,
    { do: 'dropQueuedJobs', why },
    { do: 'ask', code: 'stopped', text: `Stopped by ${signal.by.who}.` },
  );
}

export function cancel(facts: Facts, signal: SignalOf<'cancel'>): Decision {
  const why = `cancelled by ${signal.by.who}`;
  if (facts.stage === 'done' || facts.stage === 'cancelled')
    return stay(`the task is ${facts.stage} already`);
  if (facts.stopRequested === 'cancel') return stay('it is being cancelled already');
  // A merge in flight is settled first: its change may have landed.
  const merging = facts.step === 'merge' && facts.attention === null;
  if (facts.live || merging) return act(null, why, { do: 'requestStop', kind: 'cancel' });
  return cancelTask(facts, why);
}

export function retry(facts: Facts, signal: SignalOf<'retry'>): Decision {
  const why = `tried again by ${signal.by.who}`;
  if (facts.attention === null) {
    if (facts.job?.status === 'queued' && facts.job.putOff) return act(null, why, { do: 'hurryJob' });
    const idle = facts.step === 'work' && !facts.live && facts.job?.status !== 'queued';
    if (!idle) return stay('there is nothing to try again');
  }
  const cleared: Change[] = facts.attention === null ? [] : [{ do: 'clearAttention' }];
  if (facts.attention === 'rework-limit') cleared.push({ do: 'setRework', rework: 0 });
  return resume(facts, why, notesFor(facts, signal.hint), cleared);
}

/** Whatever the step was about is asked for again. */
function resume(facts: Facts, why: string, notes: string, cleared: Change[]): Decision {
  switch (facts.step) {
    case 'work':
      return startWork(facts, facts.stage, why, notes, ...cleared);
    case 'publish':
      return act(null, why, ...cleared, publishEffect(facts.stage === 'analysis' ? 'draft' : 'ready'));
    case 'ci':
      return act(null, why, ...cleared, ciEffect(facts.commit));
    case 'update':
      return act(null, why, ...cleared, updateEffect);
    case 'merge':
      return act(null, why, ...cleared, { do: 'effect', kind: 'merge', payload: {} });
    case 'rest':
    case 'approval':
    case 'lock':
    case 'thaw':
    case 'health':
      return act(null, why, ...cleared);
  }
}

function publishEffect(state: 'draft' | 'ready'): Change {
  return { do: 'effect', kind: 'publish', payload: { state } };
}

/** The next run hears what the last one was told, and what the person adds. */
function notesFor(facts: Facts, hint: string): string {
  const added = hint === '' ? [] : [`A person adds: ${hint}`];
  return [facts.job?.notes ?? '', ...added].filter((part) => part !== '').join('\n\n');
}
