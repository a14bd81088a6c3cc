import { describe, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/signal.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { answerApproval } from '../../src/workflow/answer-approval.ts';
import type { TestContext } from '../support/context.ts';
import { createTestContext, reopen } from '../support/context.ts';
import { ada, bo, claim, completed, find, open, positionOf, settle, signal, walkTo, work } from './walk.ts';

async function asked() {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'analysis/approval');
  return { context, id, nonce: context.store.approvals.findLatest(id)?.nonce ?? '' };
}

/** The answer as its person reads it. */
function give(context: TestContext, nonce: string, given: typeof approve | typeof reject, by: Actor) {
  const { ok, text } = answerApproval(context, nonce, given, by);
  return { ok, text: inEnglish(text) };
}

const approve = { decision: 'approved' } as const;
const reject = { decision: 'rejected', comment: 'Say what a retry is.' } as const;

const again = { nonce: 'n2', document: '', summary: null, path: null };

describe('an answer about the requirements', () => {
  test('approves the revision that was shown', async () => {
    const { context, id, nonce } = await asked();
    expect(give(context, nonce, approve, ada)).toEqual({ ok: true, text: 'Approved.' });
    expect(positionOf(context, id)).toBe('architecture/work');
    expect(context.store.approvals.findByNonce(nonce)).toMatchObject({
      decision: 'approved',
      who: 'Ada',
      via: 'telegram',
      decided_at: '2026-03-01 12:00:00.000',
    });
    expect(context.checkpoints).toContain('approval-decided');
  });

  test('sends it back with the comment for the analyst', async () => {
    const { context, id, nonce } = await asked();
    expect(give(context, nonce, reject, ada)).toEqual({
      ok: true,
      text: 'Sent back with your changes.',
    });
    expect(positionOf(context, id)).toBe('analysis/work');
    expect(context.store.jobs.findOfTask(id)).toMatchObject({ agent: 'analyst', notes: reject.comment });
  });

  test('given second hears who was first', async () => {
    const { context, id, nonce } = await asked();
    give(context, nonce, approve, ada);
    context.clock.advance(3000);
    const late = { ok: false, text: 'Ada approved this revision 3 s ago.' };
    expect(give(context, nonce, reject, bo)).toEqual(late);
    expect(give(context, nonce, approve, bo)).toEqual(late);
    expect(positionOf(context, id)).toBe('architecture/work');
    expect(context.store.jobs.listQueued()).toHaveLength(1);
  });

  test('counts once when two people answer at the same time', async () => {
    const { context, id, nonce } = await asked();
    const answers = await Promise.all(
      [approve, reject].map((answer, index) =>
        Promise.resolve().then(() => give(context, nonce, answer, index === 0 ? ada : bo)),
      ),
    );
    expect(answers.map(({ ok }) => ok)).toEqual([true, false]);
    expect(positionOf(context, id)).toBe('architecture/work');
  });

  test('about an older revision says which one is asked about', async () => {
    const { context, id, nonce } = await asked();
    give(context, nonce, reject, ada);
    claim(context);
    settle(context, id, completed(), { ...work, brdRevision: 'rev-2' });
    signal(context, id, { type: 'published', commit: work.commit });
    expect(give(context, nonce, approve, bo)).toEqual({
      ok: false,
      text: 'That was revision rev-1; revision rev-2 is the one to decide about.',
    });
    const latest = context.store.approvals.findLatest(id);
    expect(latest).toMatchObject({ revision: 'rev-2', decision: null });
    expect(positionOf(context, id)).toBe('analysis/approval');
    expect(give(context, latest?.nonce ?? '', approve, bo).ok).toBe(true);
  });

  test('to a request that was replaced unanswered names both revisions', async () => {
    const { context, id, nonce } = await asked();
    const now = '2026-03-01 12:00:00.000';
    context.store.approvals.request({ ...again, taskId: id, revision: 'rev-2' }, now);
    expect(give(context, nonce, approve, ada)).toEqual({
      ok: false,
      text: 'That was revision rev-1; revision rev-2 is the one to decide about.',
    });
  });

  test('to an older request is void, even when the text came back to what it was', async () => {
    const { context, id, nonce } = await asked();
    const now = '2026-03-01 12:00:00.000';
    context.store.approvals.request({ ...again, taskId: id, revision: 'rev-1' }, now);
    expect(give(context, nonce, approve, ada)).toEqual({
      ok: false,
      text: 'That request is over; the same text is asked about anew.',
    });
    expect(positionOf(context, id)).toBe('analysis/approval');
  });

  test('to a request nobody knows says so', async () => {
    const { context } = await asked();
    expect(give(context, 'gone', approve, ada)).toEqual({
      ok: false,
      text: 'This request is not known any more.',
    });
  });

  test('given after the task was cancelled changes nothing and says why', async () => {
    const { context, id, nonce } = await asked();
    signal(context, id, { type: 'cancel', by: bo }, bo);
    expect(give(context, nonce, approve, ada)).toEqual({
      ok: false,
      text: 'Nothing changed: no approval is being asked for.',
    });
    expect(positionOf(context, id)).toBe('cancelled/rest');
  });

  test('holds across a restart', async () => {
    const { context, id, nonce } = await asked();
    const next = await reopen(context);
    expect(give(next, nonce, approve, ada).ok).toBe(true);
    expect(positionOf(next, id)).toBe('architecture/work');
  });
});

describe('the request itself', () => {
  test('posts the document to the chat before the card asks about it', async () => {
    const { context, id } = await asked();
    const place = { chat_id: -100, task_id: id };
    expect(context.store.notices.listPending()).toMatchObject([
      { ...place, key: 'brd:1', message: expect.stringContaining('The analyst asks') },
      { ...place, key: 'brd:1:1', message: expect.stringContaining('Requirements') },
      { ...place, key: 'brd:1:file', message: expect.stringContaining('# Requirements') },
    ]);
  });

  test("measures the person's time from the first request to the approval", async () => {
    const { context, id, nonce } = await asked();
    context.clock.advance(60_000);
    give(context, nonce, reject, ada);
    context.clock.advance(60_000);
    claim(context);
    settle(context, id, completed(), { ...work, brdRevision: 'rev-2' });
    signal(context, id, { type: 'published', commit: work.commit });
    context.clock.advance(60_000);
    give(context, context.store.approvals.findLatest(id)?.nonce ?? '', approve, ada);
    expect(find(context, id)).toMatchObject({
      brd_review_started_at: '2026-03-01 12:00:00.000',
      brd_review_ended_at: '2026-03-01 12:03:00.000',
    });
  });
});
