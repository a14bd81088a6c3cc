import { describe, expect, test } from 'vitest';
import type { Change, Decision } from '../../src/domain/decision.ts';
import { emptyReport } from '../../src/domain/report.ts';
import type { Signal } from '../../src/domain/signal.ts';
import {
  ada,
  commit,
  completed,
  factsAt,
  failed,
  goodWork,
  jobOf,
  now,
  policy,
  revision,
  settled,
} from './canonical-facts.ts';
import { decide } from './in-english.ts';

function changesOf(decision: Decision): readonly Change[] {
  return decision.kind === 'act' ? decision.changes : [];
}

function toOf(decision: Decision) {
  return decision.kind === 'act' ? decision.to : null;
}

const developing = factsAt({ stage: 'development', step: 'work' });
const approval = factsAt({ stage: 'analysis', step: 'approval' });
const ci = factsAt({ stage: 'development', step: 'ci' });
const retry: Signal = { type: 'retry', hint: 'use the cache', by: ada };
const cancel: Signal = { type: 'cancel', by: ada };

describe('a run that did not complete', () => {
  test('is tried again after twice the base, then after four times, then a person is asked', () => {
    const first = decide(developing, failed('exit status 1'));
    expect(changesOf(first)).toEqual([
      {
        do: 'putOffJob',
        outcome: 'failed',
        error: 'exit status 1',
        at: new Date(now.getTime() + 20_000),
        attemptBack: false,
        transient: false,
      },
    ]);
    const last = decide({ ...developing, job: jobOf(developing, { attempts: 2 }) }, failed('exit status 1'));
    expect(changesOf(last)).toContainEqual({
      do: 'ask',
      code: 'failed',
      asked: { sentence: 'exit status 1 (attempt 2 of 2)', details: '' },
    });
  });

  test('waits as long as the server asked for, and counts it apart from faults', () => {
    const signal = settled({ kind: 'transient', why: 'answered 429', retryAfterMs: 3_600_000 });
    expect(changesOf(decide(developing, signal))).toMatchObject([
      { do: 'putOffJob', at: new Date(now.getTime() + 3_600_000), attemptBack: true, transient: true },
    ]);
  });

  test('waits for the end of a usage limit, which uses up neither budget', () => {
    const until = new Date(now.getTime() + 5_000_000);
    const signal = settled({ kind: 'usageLimit', why: 'the limit is reached', until });
    const spent = { ...developing, job: jobOf(developing, { attempts: 2, transients: 8 }) };
    expect(changesOf(decide(spent, signal))).toMatchObject([
      { do: 'putOffJob', at: until, attemptBack: true, transient: false },
      { do: 'holdAccount', kind: 'limit', until },
    ]);
  });

  test.each(['overtime', 'silent'] as const)('asks when it was %s twice in a row', (kind) => {
    const signal = settled({ kind, why: 'it took all its time' });
    expect(changesOf(decide(developing, signal))).toMatchObject([{ do: 'putOffJob' }]);
    const again = { ...developing, job: jobOf(developing, { transients: 1, lastOutcome: kind }) };
    expect(changesOf(decide(again, signal))).toMatchObject([
      { do: 'finishJob' },
      { do: 'ask', asked: { sentence: 'it took all its time, twice in a row' } },
    ]);
  });

  test('has failed when it completed but rewrote the history of its branch', () => {
    const decision = decide(developing, completed(null, { ...goodWork, descends: false }));
    expect(decision.why).toBe('the run rewrote the history of its branch; attempt 1 of 2');
  });
});

describe('a deploy', () => {
  const deploying = factsAt({ stage: 'deploy', step: 'work' });
  const lost = (began: boolean) => settled({ kind: 'lost', why: 'it vanished', began });

  test('that may have done something asks with the lock held', () => {
    expect(changesOf(decide(deploying, lost(true))).map((change) => change.do)).toEqual(['finishJob', 'ask']);
  });

  test('that never began is started again', () => {
    expect(changesOf(decide(deploying, lost(false)))).toMatchObject([{ do: 'putOffJob' }]);
  });

  test('that is repeatable is repeated like any run', () => {
    const repeatable = { ...deploying, policy: { ...policy, deployRepeatable: true } };
    expect(changesOf(decide(repeatable, lost(true)))).toMatchObject([{ do: 'putOffJob' }]);
    expect(changesOf(decide(repeatable, failed()))).toMatchObject([{ do: 'putOffJob', attemptBack: false }]);
  });

  test('is declared degraded only once it has failed', () => {
    const degraded: Signal = { type: 'degraded', reason: 'half of it is down', by: ada };
    expect(decide(deploying, degraded).kind).toBe('stay');
    const asked = { ...deploying, live: false, attention: 'deploy-failed' as const };
    expect(toOf(decide(asked, degraded))).toEqual({ stage: 'done', step: 'rest' });
  });
});

describe('an answer about the BRD', () => {
  const approve = (about: string): Signal => ({ type: 'approved', revision: about, by: ada });

  test('about another revision changes nothing', () => {
    expect(decide(approval, approve('brd-0')).why).toBe('the answer is about an older revision of the BRD');
  });

  test('comes too late once it was given', () => {
    const answered = { ...approval, approval: { revision, decision: 'rejected' as const, votes: [] } };
    expect(decide(answered, approve(revision)).why).toBe('this revision was answered already');
  });

  test('waits while a run of the task is alive', () => {
    expect(decide({ ...approval, live: true }, approve(revision)).kind).toBe('stay');
  });

  test('that rejects hands the comment to the next analyst', () => {
    const reject: Signal = { type: 'rejected', revision, comment: 'too long', by: ada };
    expect(changesOf(decide(approval, reject))).toContainEqual({
      do: 'enqueue',
      role: 'analyst',
      notes: 'too long',
    });
  });
});

describe('a stop that was asked for while CI ran', () => {
  const results: Signal[] = [
    { type: 'ciPassed', commit },
    { type: 'ciFailed', commit, log: 'red' },
    { type: 'ciStopped', commit },
  ];

  test.each(results)('is obeyed though the end was $type', (signal) => {
    const stopped = decide({ ...ci, stopRequested: 'stop' }, signal);
    expect(changesOf(stopped)).toMatchObject([{ do: 'clearStop' }, { do: 'ask', code: 'stopped' }]);
    const cancelled = decide({ ...ci, stopRequested: 'cancel' }, signal);
    expect(toOf(cancelled)).toEqual({ stage: 'cancelled', step: 'rest' });
  });
});

test('staging that passed on no known base is done again before anything merges', () => {
  const at = factsAt({ stage: 'staging', step: 'work' }, { base: null });
  expect(toOf(decide(at, completed('pass', null)))).toEqual({ stage: 'staging', step: 'update' });
});

describe('a cancel', () => {
  const merging = factsAt({ stage: 'deploy', step: 'merge' });
  const asked = { ...merging, stopRequested: 'cancel' as const };

  test('settles a merge in flight first, and freezes the repository if it landed', () => {
    expect(changesOf(decide(merging, cancel))).toEqual([
      { do: 'requestStop', kind: 'cancel', by: 'Ada', note: '' },
    ]);
    const landed = decide(asked, { type: 'landed', commit: 'merged1' });
    expect(changesOf(landed)).toContainEqual({
      do: 'freeze',
      reason: 'cancelled after its change had landed',
    });
    const notLanded = decide(asked, { type: 'baseMoved' });
    expect(toOf(notLanded)).toEqual({ stage: 'cancelled', step: 'rest' });
    expect(changesOf(notLanded).map((change) => change.do)).not.toContain('freeze');
  });

  test('looks at the origin also after a merge that was refused: the answer may be what was lost', () => {
    const looks = decide({ ...merging, attention: 'refused' }, cancel);
    expect(looks).toMatchObject({ kind: 'act', to: null });
    expect(changesOf(looks)).toEqual([
      { do: 'clearAttention' },
      { do: 'requestStop', kind: 'cancel', by: 'Ada', note: '' },
      { do: 'effect', kind: 'merge', payload: {} },
    ]);
    const refused = decide(asked, { type: 'effectRefused', effect: 'merge', why: 'no' });
    expect(refused).toMatchObject({ kind: 'act', to: null });
    expect(changesOf(refused)).toMatchObject([{ do: 'clearStop' }, { do: 'ask', code: 'refused' }]);
  });

  test('is not done twice', () => {
    expect(decide(asked, cancel).why).toBe('it is being cancelled already');
    expect(decide(factsAt({ stage: 'done', step: 'rest' }), cancel).why).toBe('the task is done already');
  });
});

describe('a retry', () => {
  test('tells the next run what the last one was told, and what the person adds', () => {
    const job = jobOf(developing, { status: 'failed', notes: 'the button is too small' });
    const decision = decide({ ...developing, live: false, attention: 'failed', job }, retry);
    expect(changesOf(decision)).toEqual([
      { do: 'clearAttention' },
      {
        do: 'enqueue',
        role: 'developer',
        notes: 'the button is too small\n\nA person adds: use the cache',
      },
    ]);
  });

  test('after the limit of rework counts from the start again', () => {
    const decision = decide({ ...developing, live: false, attention: 'rework-limit', rework: 4 }, retry);
    expect(changesOf(decision)).toContainEqual({ do: 'setRework', rework: 0 });
  });

  test('has nothing to do while a job waits its turn', () => {
    const queued = { ...developing, live: false, job: jobOf(developing, { status: 'queued' }) };
    expect(decide(queued, retry).why).toBe('there is nothing to try again');
  });
});

describe('a task taken over from an earlier installation', () => {
  test('whose analyst was queued in `created` is in analysis when its run ends', () => {
    const facts = { ...factsAt({ stage: 'created', step: 'work' }), job: jobOf({ stage: 'analysis' }) };
    expect(toOf(decide(facts, completed()))).toEqual({ stage: 'analysis', step: 'publish' });
  });

  test('without an approval on record is not asked again for what was approved before', () => {
    const decision = decide({ ...developing, approval: null, approvedRevision: null }, completed());
    expect(toOf(decision)).toEqual({ stage: 'development', step: 'publish' });
  });

  test('may have a job of another stage, whose end settles that job and moves nothing', () => {
    const outcome = { kind: 'completed', report: emptyReport } as const;
    for (const at of [developing, approval, factsAt({ stage: 'done', step: 'rest' })]) {
      const facts = { ...at, live: true, job: jobOf({ stage: 'review' }) };
      const decision = decide(facts, settled(outcome, goodWork));
      expect(toOf(decision)).toBeNull();
      expect(changesOf(decision)).toMatchObject([{ do: 'finishJob', succeeded: true }]);
    }
  });
});

test('a second run of a stage whose work was done already moves nothing when it ends', () => {
  const facts = { ...approval, live: true, job: jobOf({ stage: 'analysis' }) };
  const decision = decide(facts, completed());
  expect(toOf(decision)).toBeNull();
  expect(changesOf(decision)).toMatchObject([{ do: 'finishJob', succeeded: true }]);
});

test('an effect that is refused late, when nothing waits for it any more, is nobody’s question', () => {
  const refused: Signal = { type: 'effectRefused', effect: 'publish', why: 'no' };
  expect(decide(developing, refused).kind).toBe('stay');
  expect(decide(factsAt({ stage: 'done', step: 'rest' }), refused).kind).toBe('stay');
});
