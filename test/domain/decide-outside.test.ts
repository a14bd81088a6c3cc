import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/domain/facts.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { has, pick } from './breaches.ts';
import { ada, commit, completed, factsAt, jobOf, policy, revision } from './canonical-facts.ts';
import { decide } from './in-english.ts';

const merged: Signal = { type: 'merged', by: ada };
const stalled: Signal = { type: 'stalled' };
const stop: Signal = { type: 'stop', by: ada };
const halted = (why: string): Signal => ({ type: 'halted', why, by: ada });
const changes = (comment: string): Signal => ({ type: 'changesRequested', comment, by: ada });
const moved = (to: string): Signal => ({ type: 'branchMoved', commit: to, brd: approvedBrd, by: ada });
const approvedBrd = { revision, text: '# BRD' };

const reviewing = factsAt({ stage: 'review', step: 'work' });
const developing = factsAt({ stage: 'development', step: 'work' });
const updating = factsAt({ stage: 'staging', step: 'update' });
const deploying = factsAt({ stage: 'deploy', step: 'work' });
const merging = factsAt({ stage: 'deploy', step: 'merge' });
const ci = factsAt({ stage: 'development', step: 'ci' });

function queued(at: Facts): Facts {
  return { ...at, live: false, job: jobOf(at, { status: 'queued' }) };
}

/** What the person is told, or the next run. */
function toldBy(facts: Facts, signal: Signal): string[] {
  const decision = decide(facts, signal);
  const asked = pick(decision, 'ask').map(({ asked }) =>
    `${inEnglish(asked.sentence)}\n\n${asked.details}`.trim(),
  );
  return [...asked, ...pick(decision, 'enqueue').map(({ notes }) => notes)];
}

describe('a change that somebody merged by hand', () => {
  test('before it was developed is put to a person, who is told who merged it', () => {
    const asked = 'the change was merged by Ada before it was developed';
    expect(toldBy(queued(developing), merged)).toEqual([asked]);
    expect(pick(decide(developing, merged), 'requestStop')).toEqual([
      { do: 'requestStop', kind: 'halt', by: 'Ada', note: asked },
    ]);
  });

  test('while a later commit is being published lacks that one, which goes on its own way', () => {
    const publishing = factsAt({ stage: 'development', step: 'publish' });
    expect(decide(publishing, merged)).toEqual({
      kind: 'stay',
      why: 'what was merged lacks the commit that is being published',
    });
  });

  test('and cancelled before it was tested freezes the repository', () => {
    const cancel: Signal = { type: 'cancel', by: ada };
    const landed = { ...updating, base: updating.commit };
    expect(pick(decide(landed, cancel), 'freeze')).toHaveLength(1);
    expect(pick(decide({ ...queued(developing), base: developing.commit }, cancel), 'freeze')).toHaveLength(
      1,
    );
    expect(pick(decide({ ...updating, base: 'ba5e' }, cancel), 'freeze')).toEqual([]);
  });

  test('freezes the repository when it is cancelled at any later time, for a reason that is true', () => {
    const cancel: Signal = { type: 'cancel', by: ada };
    const merged = { landedByHand: true, base: 'ba5e', live: false, lock: 'ours' } as const;
    const stopped = { ...developing, ...merged, live: true, stopRequested: 'cancel', stopBy: 'Ada' } as const;
    const cancels = [
      ...[queued(developing), queued(reviewing), ci, updating].map((at) =>
        decide({ ...at, ...merged }, cancel),
      ),
      decide(stopped, completed()),
    ];
    for (const decision of cancels) {
      expect(decision.why).toBe('cancelled by Ada, after it had been merged');
      expect(decision).toMatchObject({ to: { stage: 'cancelled' } });
      expect(has(decision, 'releaseLock')).toBe(true);
      expect(pick(decision, 'freeze').map((one) => inEnglish(one.reason))).toEqual([
        'cancelled after its change had been merged; what landed of it was never deployed',
      ]);
    }
  });

  test('from staging on is found by our own landing', () => {
    for (const at of [updating, merging, deploying]) {
      expect(decide(at, merged).why).toBe('the merge is found when the change is to land');
    }
    expect(decide(factsAt({ stage: 'done', step: 'rest' }), merged).why).toBe('the task has ended');
  });

  test('waits for the merge lock like any other, and lands behind a freeze like any other', () => {
    const frozen = { ...queued(reviewing), frozen: true };
    expect(decide(frozen, merged)).toMatchObject({ to: { stage: 'staging', step: 'update' } });
    expect(decide({ ...frozen, lock: 'taken' }, merged).why).toBe(
      'merged by Ada; staging begins on what landed; the merge lock is taken',
    );
  });
});

describe('a task that is halted', () => {
  const closed = 'Ada closed the pull request.';

  test('asks in the words it was halted with, also once its run has ended', () => {
    expect(toldBy(queued(reviewing), halted(closed))).toEqual([closed]);
    const stopping = { ...reviewing, stopRequested: 'halt', stopBy: 'Ada', stopNote: closed } as const;
    expect(toldBy(stopping, completed('approve', null))).toEqual([
      `${closed} The run had just completed; its result was dropped.`,
    ]);
  });

  test('names who halted it where there are no words', () => {
    expect(toldBy(queued(reviewing), halted(''))).toEqual(['halted by Ada']);
    const stopping = { ...ci, stopRequested: 'halt', stopBy: 'Ada', stopNote: '' } as const;
    expect(toldBy(stopping, { type: 'ciStopped', commit })).toEqual(['halted by Ada']);
  });

  test('leaves a deploy alone that the earlier installation began, and no other', () => {
    const takenOver = { ...deploying, mergeCommit: null };
    expect(decide(takenOver, halted(closed)).why).toBe('the change is landing or has landed');
    expect(toldBy(queued(takenOver), halted(closed))).toEqual([closed]);
  });
});

describe('changes that a person asks for', () => {
  test('reach the developer word for word, and their author where there are no words', () => {
    expect(toldBy(queued(reviewing), changes('smaller, please'))).toEqual(['smaller, please']);
    expect(toldBy(queued(reviewing), changes(' '))).toEqual(['Ada asked for changes, and wrote no comment.']);
  });

  test('are kept while the run is stopped first', () => {
    expect(pick(decide(reviewing, changes('smaller, please')), 'requestStop')).toEqual([
      { do: 'requestStop', kind: 'changes', by: 'Ada', note: 'smaller, please' },
    ]);
  });

  test('past the limit of rework are told to the person who is asked', () => {
    const spent = { ...queued(reviewing), rework: policy.reworkLimit };
    expect(toldBy(spent, changes('smaller, please'))).toEqual([
      'Ada asked for changes, and 3 rounds of rework are used up\n\nsmaller, please',
    ]);
  });

  test('are not heard while the developer writes, nor before', () => {
    for (const at of [developing, queued(developing), factsAt({ stage: 'analysis', step: 'approval' })]) {
      expect(decide(at, changes('smaller')).why).toBe('no developed change waits to land');
    }
  });
});

describe('a branch that somebody continued', () => {
  test('is left alone at the commit the task stands at, and while CI runs', () => {
    expect(decide(updating, moved(commit)).why).toBe('it is the commit the task stands at');
    expect(decide(ci, moved('c0ffee03')).kind).toBe('stay');
    expect(decide(merging, moved('c0ffee03')).kind).toBe('stay');
  });

  test('is checked anew from the update on, and gives the lock back', () => {
    const continued = decide({ ...updating, approvedRevision: revision, lock: 'ours' }, moved('c0ffee03'));
    expect(continued).toMatchObject({ to: { stage: 'development', step: 'publish' } });
    expect(pick(continued, 'releaseLock')).toHaveLength(1);
  });
});

describe('a branch that somebody continued with another BRD', () => {
  const changed = { revision: 'brd-2', text: '# Another' };
  const continued = (brd: typeof changed | null): Signal => ({
    type: 'branchMoved',
    commit: 'c0ffee03',
    brd,
    by: ada,
  });

  test('reopens the gate for what stands there, and gives the lock back', () => {
    const decision = decide(updating, continued(changed));
    expect(decision).toMatchObject({
      to: { stage: 'analysis', step: 'publish' },
      why: 'Ada changed the approved BRD',
    });
    expect(pick(decision, 'requestApproval')).toMatchObject([{ revision: 'brd-2', document: '# Another' }]);
    expect(pick(decision, 'setCommit')).toMatchObject([{ commit: 'c0ffee03' }]);
    expect(pick(decision, 'releaseLock')).toHaveLength(1);
  });

  test('that is gone has a person asked, and is not taken over', () => {
    expect(toldBy(updating, continued(null))).toEqual([
      'Ada deleted the approved BRD from the branch: put it back there, then retry.',
    ]);
    expect(pick(decide(updating, continued(null)), 'setCommit')).toEqual([]);
  });

  test('goes on where none was approved here', () => {
    const takenOver = { ...updating, approvedRevision: null };
    for (const brd of [changed, null]) {
      expect(decide(takenOver, continued(brd))).toMatchObject({
        to: { stage: 'development', step: 'publish' },
      });
    }
  });
});

describe('of two stops', () => {
  test('a person’s wins over what would go on by itself', () => {
    for (const kind of ['changes', 'merged'] as const) {
      const stopping = { ...reviewing, stopRequested: kind };
      expect(pick(decide(stopping, stop), 'requestStop')).toMatchObject([{ kind: 'stop' }]);
      expect(pick(decide(stopping, halted('closed')), 'requestStop')).toMatchObject([{ kind: 'halt' }]);
    }
    const sentBack = { ...reviewing, stopRequested: 'changes' } as const;
    expect(pick(decide(sentBack, merged), 'requestStop')).toMatchObject([{ kind: 'merged' }]);
  });

  test('the first one stands where a person is asked anyway', () => {
    for (const kind of ['stop', 'halt', 'cancel'] as const) {
      const stopping = { ...reviewing, stopRequested: kind };
      for (const later of [stop, merged, halted('closed'), changes('smaller')]) {
        expect(decide(stopping, later).why).toBe('it is being stopped already');
      }
    }
  });
});

test('a stop of CI is obeyed also when CI is refused', () => {
  const refused: Signal = { type: 'effectRefused', effect: 'ci', why: 'no' };
  const sentBack = { ...ci, stopRequested: 'changes', stopBy: 'Ada', stopNote: 'smaller' } as const;
  expect(toldBy(sentBack, refused)).toEqual(['smaller']);
});

describe('a stalled task', () => {
  const idle = { live: false, effectPending: false } as const;

  test('is left alone while a job of its stage, an effect or a run is under way', () => {
    const waits = 'something is under way';
    expect(decide({ ...queued(reviewing), effectPending: false }, stalled).why).toBe(waits);
    expect(decide(updating, stalled).why).toBe(waits);
    expect(decide(ci, stalled).why).toBe(waits);
    expect(decide({ ...reviewing, ...idle, effectPending: true, job: null }, stalled).why).toBe(waits);
  });

  test('gives the next run what the last one of its role was told, and nothing that another was told', () => {
    const notes = 'the button is too small';
    const own = jobOf(developing, { status: 'failed', notes });
    expect(toldBy({ ...developing, ...idle, job: own }, stalled)).toEqual([notes]);
    const other = { ...own, role: 'reviewer' };
    expect(toldBy({ ...developing, ...idle, job: other }, stalled)).toEqual(['']);
  });

  test('of the earlier installation begins when it never has, and waits for a person when it has', () => {
    const created = { ...factsAt({ stage: 'created', step: 'work' }), ...idle, job: null };
    expect(toldBy(created, stalled)).toEqual(['']);
    for (const at of [developing, factsAt({ stage: 'analysis', step: 'work' })]) {
      const left = { ...at, ...idle, approval: null, job: jobOf(at, { status: 'done' }) };
      expect(decide(left, stalled).why).toBe(
        'the earlier installation left it so; a person decides about it',
      );
    }
  });

  test('whose deploy has ended is deployed again only where that is allowed', () => {
    const ended = { ...deploying, ...idle, job: jobOf(deploying, { status: 'failed' }) };
    expect(toldBy(ended, stalled)).toEqual(['The end of the deploy is on no record.']);
    const repeatable = { ...ended, policy: { ...policy, deployRepeatable: true } };
    expect(pick(decide(repeatable, stalled), 'enqueue')).toMatchObject([{ role: 'deployer' }]);
    const before = { ...ended, job: jobOf({ stage: 'staging' }, { status: 'done' }) };
    expect(pick(decide(before, stalled), 'enqueue')).toMatchObject([{ role: 'deployer' }]);
  });

  test('that is being stopped stays so, but a merge that a cancel waits for is looked at', () => {
    const stopping = { ...reviewing, ...idle, job: null, stopRequested: 'stop' } as const;
    expect(decide(stopping, stalled).why).toBe('it is being stopped');
    const cancelling = { ...merging, ...idle, frozen: true, stopRequested: 'cancel' } as const;
    expect(pick(decide(cancelling, stalled), 'effect')).toMatchObject([{ kind: 'merge' }]);
  });
});
