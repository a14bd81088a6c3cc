import { act, type Change, type Decision, stay } from '../decision.ts';
import type { AttentionCode, Facts } from '../facts.ts';
import { phrase, type Said } from '../phrase.ts';
import type { SignalOf } from '../signal.ts';
import { roleAt } from '../stage.ts';
import { ciEffect, withoutCi } from './gates.ts';
import { cancelledBy, cancelTask, mergeEffect, startWork, updateEffect } from './moves.ts';
import { isBeingStopped } from './stopping.ts';

export function opened(facts: Facts): Decision {
  if (facts.stage !== 'created') return stay(phrase('why-open-already'));
  return startWork(facts, 'analysis', phrase('why-opened'), '');
}

export function stop(facts: Facts, signal: SignalOf<'stop'>): Decision {
  const why = phrase('why-stopped-by', { who: signal.by.who });
  if (isBeingStopped(facts, 'stop')) return stay(phrase('why-stopping-already'));
  if (facts.attention !== null) return stay(phrase('why-asked-already'));
  // What runs at rest is a rollback, which is not left halfway.
  if (facts.step === 'rest') return stay(phrase('why-nothing-running'));
  if (facts.live) return act(null, why, { do: 'requestStop', kind: 'stop', by: signal.by.who, note: '' });
  if (facts.step !== 'work') return stay(phrase('why-nothing-running'));
  return act(
    null,
    why,
    { do: 'dropQueuedJobs', why },
    { do: 'ask', code: 'stopped', asked: { sentence: why, details: '' } },
  );
}

export function cancel(facts: Facts, signal: SignalOf<'cancel'>): Decision {
  const why = phrase('why-cancelled-by', { who: signal.by.who });
  if (facts.stage === 'done') return stay(phrase('why-done-already'));
  if (facts.stage === 'cancelled') return stay(phrase('why-cancelled-already'));
  if (facts.stopRequested === 'cancel') return stay(phrase('why-cancelling-already'));
  const request = { do: 'requestStop', kind: 'cancel', by: signal.by.who, note: '' } as const;
  // A merge is settled first, also one that seems refused: its change may have landed.
  if (facts.step === 'merge' && facts.attention !== null) {
    return act(null, why, { do: 'clearAttention' }, request, mergeEffect);
  }
  if (facts.step === 'merge' && facts.effectPutOff) return act(null, why, request, { do: 'hurryEffect' });
  if (facts.live || facts.step === 'merge') return act(null, why, request);
  return cancelTask(facts, cancelledBy(facts, signal.by.who));
}

export function retry(facts: Facts, signal: SignalOf<'retry'>): Decision {
  const { who } = signal.by;
  const why =
    facts.attention === 'question' ? phrase('why-answered-by', { who }) : phrase('why-retried-by', { who });
  const freed: Change[] = facts.accountHeld ? [{ do: 'freeAccount' }] : [];
  if (facts.attention === null) {
    const hurried = [...freed, ...hurry(facts)];
    if (hurried.length > 0) return act(null, why, ...hurried);
    if (!isIdle(facts)) return stay(phrase('why-nothing-to-retry'));
  }
  if (facts.attention === 'question' && signal.hint.trim() === '') {
    return stay(phrase('why-answer-wanted'));
  }
  if (facts.attention === 'budget' && facts.overBudget !== null) return stay(facts.overBudget);
  const cleared: Change[] = facts.attention === null ? [] : [...freed, { do: 'clearAttention' }];
  if (facts.attention === 'rework-limit') cleared.push({ do: 'setRework', rework: 0 });
  return resume(facts, why, notesFor(facts, signal.hint), cleared);
}

/** What was put off until later is due at once. */
function hurry({ job, effectPutOff }: Facts): Change[] {
  const jobs: Change[] = job?.status === 'queued' && job.putOff ? [{ do: 'hurryJob' }] : [];
  return effectPutOff ? [...jobs, { do: 'hurryEffect' }] : jobs;
}

/** Nothing runs and nothing is queued that could: a job of another stage is never claimed. */
function isIdle({ stage, step, live, job }: Facts): boolean {
  return step === 'work' && !live && !(job?.status === 'queued' && job.role === roleAt(stage));
}

/** Whatever the step was about is asked for again. */
export function resume(facts: Facts, why: Said, notes: string, cleared: Change[]): Decision {
  switch (facts.step) {
    case 'work':
      return startWork(facts, facts.stage, why, notes, ...cleared);
    case 'publish':
      return act(null, why, ...cleared, publishEffect(facts.stage === 'analysis' ? 'draft' : 'ready'));
    case 'ci':
      return facts.policy.ci
        ? act(null, why, ...cleared, ciEffect(facts.commit))
        : withoutCi(facts, ...cleared);
    case 'update':
      return act(null, why, ...cleared, updateEffect);
    case 'merge':
      return act(null, why, ...cleared, mergeEffect);
    case 'rest':
      return facts.stage === 'created'
        ? startWork(facts, 'analysis', why, notes, ...cleared)
        : act(null, why, ...cleared);
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

/** The next run hears what the last one of its role was told, why a person was asked, and what the person adds. */
export function notesFor({ stage, job, attention, attentionText }: Facts, hint: string): string {
  const told = job !== null && job.role === roleAt(stage) ? job.notes : '';
  const head = attention === null ? undefined : askedHeads[attention];
  const asked = head === undefined || attentionText === '' ? '' : `${head} ${attentionText}`;
  const added = hint === '' ? '' : `A person ${attention === 'question' ? 'answers' : 'adds'}: ${hint}`;
  return [told, asked, added].filter((part) => part !== '').join('\n\n');
}

/** How the words a person was asked with are told to the next run; absent where they say nothing about its work. */
const askedHeads: Partial<Record<AttentionCode, string>> = {
  failed: 'The last attempt failed:',
  'deploy-failed': 'The last attempt failed:',
  question: 'You asked:',
  'rework-limit': 'What was found:',
};
