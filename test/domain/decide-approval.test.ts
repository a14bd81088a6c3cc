import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide as decideFor } from '../../src/domain/decide/decide.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { ApprovalRule } from '../../src/domain/project.ts';
import type { Actor, Signal } from '../../src/domain/signal.ts';
import { factsAt, policy, revision } from './canonical-facts.ts';
import { decide } from './in-english.ts';

const person = (name: string): Actor => ({ who: name, person: name, via: 'telegram' });
const approve = (by: Actor, about = revision): Signal => ({ type: 'approved', revision: about, by });
const reject = (by: Actor): Signal => ({ type: 'rejected', revision, comment: 'No.', by });

function asked(rule: ApprovalRule | null, votes: string[] = []): Facts {
  return factsAt(
    { stage: 'analysis', step: 'approval' },
    { policy: { ...policy, approval: rule }, approval: { revision, decision: null, votes } },
  );
}

describe('where several people have to approve', () => {
  const rule = { by: ['Ada', 'Bo', 'Cleo'], needs: 2 };

  test('the first vote is recorded, and the card says for whom it waits', () => {
    expect(decide(asked(rule), approve(person('Ada')))).toEqual({
      kind: 'act',
      to: null,
      why: 'Ada approved the BRD, 1 of 2; it waits for Bo, Cleo',
      changes: [{ do: 'recordVote', name: 'Ada', via: 'telegram' }],
    });
  });

  test('the last vote approves', () => {
    const decision = decide(asked(rule, ['Ada']), approve(person('Cleo')));
    expect(decision).toMatchObject({
      to: { stage: 'architecture', step: 'work' },
      changes: [
        { do: 'recordVote', name: 'Cleo' },
        { do: 'decideApproval', decision: 'approved', by: { who: 'Cleo' } },
        { do: 'enqueue', role: 'architect' },
      ],
    });
  });

  test('the same person counts once', () => {
    expect(decide(asked(rule, ['Ada']), approve(person('Ada')))).toEqual({
      kind: 'stay',
      why: 'Ada has approved this revision already; it waits for Bo, Cleo',
    });
    const twice = { by: ['Ada', 'Ada', 'Bo'], needs: 2 };
    expect(decide(asked(twice), approve(person('Ada')))).toMatchObject({ to: null });
  });

  test('who is not named hears that the word does not count, also who only calls himself so', () => {
    const why = 'the word of Dora does not count here; the approval waits for Bo, Cleo';
    expect(decide(asked(rule, ['Ada']), approve(person('Dora')))).toEqual({ kind: 'stay', why });
    expect(decide(asked(rule, ['Ada']), reject(person('Dora')))).toEqual({ kind: 'stay', why });
    expect(decide(asked(rule), approve({ who: 'Bo', via: 'plane' })).kind).toBe('stay');
  });

  test('the rejection of any one of them sends it back', () => {
    expect(decide(asked(rule, ['Ada']), reject(person('Bo')))).toMatchObject({
      to: { stage: 'analysis', step: 'work' },
      changes: [{ do: 'decideApproval', decision: 'rejected', comment: 'No.' }, { notes: 'No.' }],
    });
  });

  test('a vote of who is named no more counts no longer, and a lowered number is met by who voted before', () => {
    expect(decide(asked(rule, ['Zoe']), approve(person('Ada')))).toMatchObject({ to: null });
    const lowered = asked({ ...rule, needs: 1 }, ['Ada']);
    expect(decide(lowered, approve(person('Ada')))).toMatchObject({ to: { stage: 'architecture' } });
  });
});

test('no answers by any people, in any order, approve without enough distinct named ones on that very revision', () => {
  const names = ['Ada', 'Bo', 'Cleo', 'Dora'];
  const aRule = fc
    .array(fc.constantFrom(...names.slice(0, 3)), { minLength: 1, maxLength: 3 })
    .chain((by) => fc.integer({ min: 1, max: 3 }).map((needs) => ({ by, needs })));
  const press = fc.record({
    name: fc.constantFrom(...names),
    isNamed: fc.boolean(),
    about: fc.constantFrom(revision, 'older'),
  });
  fc.assert(
    fc.property(aRule, fc.array(press, { maxLength: 12 }), (rule, presses) => {
      let facts = asked(rule);
      const meant = new Set<string>();
      for (const { name, isNamed, about } of presses) {
        const by: Actor = isNamed ? person(name) : { who: name, via: 'telegram' };
        if (isNamed && about === revision && rule.by.includes(name)) meant.add(name);
        const decision = decideFor(facts, approve(by, about));
        const isApproved = decision.kind === 'act' && decision.to !== null;
        expect(isApproved).toBe(meant.size >= rule.needs);
        if (isApproved) return;
        const votes = [...meant];
        facts = { ...facts, approval: { revision, decision: null, votes } };
      }
    }),
    { numRuns: 500 },
  );
});
