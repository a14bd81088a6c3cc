import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/signal.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { answerApproval } from '../../src/workflow/answer-approval.ts';
import { createProjectIndex } from '../../src/workflow/context.ts';
import { createTestContext, project, reopen, type TestContext } from '../support/context.ts';
import { describeQueue, describeTask } from './in-english.ts';
import { claim, completed, find, open, positionOf, settle, signal, walkTo, work } from './walk.ts';

const rule = { by: ['Ada', 'Bo', 'Cleo'], needs: 2 };
const projects = [project({ approval: rule })];
const person = (name: string): Actor => ({ who: name, person: name, via: 'telegram' });

async function asked() {
  const context = await createTestContext({ projects });
  const { id } = open(context);
  walkTo(context, id, 'analysis/approval');
  return { context, id, nonce: nonceOf(context, id) };
}

function nonceOf({ store }: TestContext, taskId: number): string {
  return store.approvals.findLatest(taskId)?.nonce ?? '';
}

function approve(context: TestContext, nonce: string, by: Actor) {
  const { ok, text } = answerApproval(context, nonce, { decision: 'approved' }, by);
  return { ok, text: inEnglish(text) };
}

/** The analyst writes another revision after a rejection. */
function writeAgain(context: TestContext, id: number, revision: string): void {
  claim(context);
  settle(context, id, completed(), { ...work, brdRevision: revision, brdText: `# ${revision}` });
  signal(context, id, { type: 'published', commit: work.commit });
}

describe('two of three people have to approve', () => {
  test('each hears what his word did, and the second one approves, also after a restart', async () => {
    const { context, id, nonce } = await asked();
    expect(approve(context, nonce, person('Ada'))).toEqual({
      ok: true,
      text: 'Counted: Ada approved the BRD, 1 of 2; it waits for Bo, Cleo.',
    });
    expect(positionOf(context, id)).toBe('analysis/approval');
    const next = await reopen(context, { projects });
    expect(approve(next, nonce, person('Ada'))).toEqual({
      ok: false,
      text: 'Nothing changed: Ada has approved this revision already; it waits for Bo, Cleo.',
    });
    expect(approve(next, nonce, person('Dora')).text).toContain('the word of Dora does not count here');
    expect(approve(next, nonce, person('Cleo'))).toEqual({ ok: true, text: 'Approved.' });
    expect(positionOf(next, id)).toBe('architecture/work');
    expect(next.store.approvals.listVotes(1)).toMatchObject([
      { who: 'Ada', via: 'telegram', at: '2026-03-01 12:00:00.000' },
      { who: 'Cleo' },
    ]);
    expect(next.store.log.listOfTask(id).map(({ why, who }) => `${who}: ${why}`)).toEqual(
      expect.arrayContaining([
        'Ada: Ada approved the BRD, 1 of 2; it waits for Bo, Cleo',
        'Cleo: the BRD was approved',
      ]),
    );
  });

  test('votes are about one revision: the next one begins without any', async () => {
    const { context, id, nonce } = await asked();
    approve(context, nonce, person('Ada'));
    answerApproval(context, nonce, { decision: 'rejected', comment: 'Shorter.' }, person('Bo'));
    writeAgain(context, id, 'rev-2');
    expect(approve(context, nonce, person('Cleo')).text).toMatch(/^That was revision rev-1/);
    expect(approve(context, nonceOf(context, id), person('Cleo')).text).toContain('1 of 2');
    expect(positionOf(context, id)).toBe('analysis/approval');
  });
});

test('the queue names whose approval is missing, for /why; the card has a line of its own for them', async () => {
  const { context, id, nonce } = await asked();
  const reason = () => describeQueue(context).blocked.map(({ reason: said }) => said);
  expect(reason()).toEqual([
    'The requirements (BRD) wait for approval: 0 of 2 given, waiting for Ada, Bo, Cleo.',
  ]);
  approve(context, nonce, person('Bo'));
  expect(reason()).toEqual([
    'The requirements (BRD) wait for approval: 1 of 2 given, waiting for Ada, Cleo.',
  ]);
  expect(describeTask(context, id)?.explanation.text).toBe('The requirements (BRD) wait for approval.');
  const plain = { ...context, projects: createProjectIndex([project()]) };
  expect(describeQueue(plain).blocked[0]?.reason).toBe('The requirements (BRD) wait for approval.');
});

test('no sequence of presses, rejections and new revisions approves without two of them on that revision', async () => {
  const { context, id: first } = await asked();
  const press = fc.record({
    name: fc.constantFrom('Ada', 'Bo', 'Cleo', 'Dora'),
    isNamed: fc.boolean(),
    isOld: fc.boolean(),
    decision: fc.constantFrom('approved', 'approved', 'approved', 'rejected'),
  });
  let round = 0;
  let id = first;
  fc.assert(
    fc.property(fc.array(press, { minLength: 4, maxLength: 10 }), (presses) => {
      const votes = new Map<string, Set<string>>();
      const nonces: string[] = [nonceOf(context, id)];
      for (const { name, isNamed, isOld, decision } of presses) {
        const nonce = (isOld ? nonces[0] : nonces.at(-1)) ?? '';
        const by: Actor = isNamed ? person(name) : { who: name, via: 'telegram' };
        const isCurrent = nonce === nonces.at(-1);
        const counts = isNamed && rule.by.includes(name) && isCurrent;
        const given = votes.get(nonce) ?? new Set<string>();
        votes.set(nonce, given);
        if (counts && decision === 'approved') given.add(name);
        answerApproval(
          context,
          nonce,
          decision === 'approved' ? { decision } : { decision, comment: 'No.' },
          by,
        );
        expect(find(context, id).stage).toBe(given.size >= 2 && isCurrent ? 'architecture' : 'analysis');
        if (find(context, id).stage === 'architecture') break;
        const isBack = positionOf(context, id) === 'analysis/work';
        expect(isBack).toBe(counts && decision === 'rejected');
        if (isBack) {
          round += 1;
          writeAgain(context, id, `rev-${round}-again`);
          nonces.push(nonceOf(context, id));
        }
      }
      signal(context, id, { type: 'cancel', by: person('Ada') });
      round += 1;
      id = open(context).id;
      walkTo(context, id, 'analysis/approval', { ...work, brdRevision: `rev-${round}` });
    }),
    { numRuns: 12 },
  );
});
