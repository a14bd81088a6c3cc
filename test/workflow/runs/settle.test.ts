import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/domain/outcome.ts';
import { toEnglish } from '../../../src/locale/to-english.ts';
import { createTestContext } from '../../support/context.ts';
import {
  ada,
  claim,
  completed,
  failed,
  find,
  jobOf,
  open,
  positionOf,
  settle,
  signal,
  walkTo,
  why,
  work,
} from '../walk.ts';

async function running() {
  const context = await createTestContext();
  const { id } = open(context);
  claim(context);
  return { context, id };
}

const transient: Outcome = { kind: 'transient', why: 'the origin is away', retryAfterMs: null };

/** Seconds from now until the job may be claimed. */
function waitOf(context: Awaited<ReturnType<typeof running>>['context'], id: number): number {
  const at = jobOf(context, id).available_at ?? '';
  return (new Date(`${at.replace(' ', 'T')}Z`).getTime() - context.clock.now().getTime()) / 1000;
}

describe('a fault of the work', () => {
  test('uses up an attempt and waits twice the base first', async () => {
    const { context, id } = await running();
    settle(context, id, failed('it broke'));
    expect(jobOf(context, id)).toMatchObject({
      status: 'queued',
      attempts: 1,
      transient_attempts: 0,
      error: 'it broke',
    });
    expect(waitOf(context, id)).toBe(20);
    expect(context.store.jobs.nextDue('2026-03-01 12:00:00.000')).toBe('2026-03-01 12:00:20.000');
    context.clock.advance(19_999);
    expect(claim(context)).toBeUndefined();
    context.clock.advance(1);
    expect(claim(context)?.attempts).toBe(2);
  });

  test('on the last attempt asks a person, and the card is moved below', async () => {
    const { context, id } = await running();
    settle(context, id, failed('it broke'));
    context.clock.advance(20_000);
    claim(context);
    settle(context, id, failed('it broke again'));
    expect(find(context, id)).toMatchObject({
      attention: 'failed',
      attention_text: 'It broke again (attempt 2 of 2).',
    });
    expect(jobOf(context, id)).toMatchObject({ status: 'failed', attempts: 2, outcome: 'failed' });
    expect(context.store.cards.find(id)?.bump).toBe(1);
  });

  test.for([
    ['without a BRD', { ...work, brdRevision: null, brdText: null }, /BRD file is missing/],
    ['that rewrote history', { ...work, descends: false }, /rewrote the history/],
  ] as const)('is a completed run %s', async ([, left, expected]) => {
    const { context, id } = await running();
    settle(context, id, completed(), left);
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 1 });
    expect(why(context, id)).toMatch(expected);
    expect(find(context, id).commit_sha).toBeNull();
  });
});

describe('trouble with the world', () => {
  test('gives the attempt back and doubles the wait up to the limit', async () => {
    const { context, id } = await running();
    const waits: number[] = [];
    for (let n = 1; n <= 8; n += 1) {
      settle(context, id, transient);
      waits.push(waitOf(context, id));
      context.clock.advance(600_000);
      claim(context);
    }
    expect(waits).toEqual([20, 40, 80, 160, 320, 600, 600, 600]);
    expect(jobOf(context, id)).toMatchObject({ attempts: 1, transient_attempts: 8, status: 'running' });
    settle(context, id, transient);
    expect(find(context, id)).toMatchObject({
      attention: 'failed',
      attention_text: 'The origin is away; it happened 9 times.',
    });
    expect(jobOf(context, id)).toMatchObject({ status: 'failed', attempts: 0 });
  });

  test('waits as long as a server asks for, even past the limit', async () => {
    const { context, id } = await running();
    settle(context, id, { ...transient, retryAfterMs: 900_000 });
    expect(waitOf(context, id)).toBe(900);
  });

  test.for(['silent', 'overtime', 'cancelled'] as const)('may be a run that was %s', async (kind) => {
    const { context, id } = await running();
    settle(context, id, { kind, why: `the run was ${kind}` });
    expect(jobOf(context, id)).toMatchObject({
      status: 'queued',
      attempts: 0,
      outcome: kind,
      run_id: null,
      pid: null,
    });
  });

  test('that is a usage limit waits until it ends and counts nothing', async () => {
    const { context, id } = await running();
    settle(context, id, { kind: 'usageLimit', why: 'limit', until: new Date('2026-03-01T17:00:00Z') });
    expect(jobOf(context, id)).toMatchObject({
      status: 'queued',
      attempts: 0,
      transient_attempts: 0,
      available_at: '2026-03-01 17:00:00.000',
    });
  });
});

test('an old job of the same task that is still queued is superseded when its stage is done', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'development/work');
  const enqueue = (role: string) =>
    context.store.jobs.enqueue({ role, repo: 'shop', taskId: id, title: 'old', notes: '' }, '2026-03-01');
  enqueue('developer');
  enqueue('tester');
  expect(jobOf(context, id).agent).toBe('developer');
  claim(context);
  settle(context, id, completed(), work);
  expect(positionOf(context, id)).toBe('development/publish');
  expect(context.store.jobs.listQueued()).toEqual([]);
  enqueue('tester');
  walkTo(context, id, 'review/work');
  expect(context.store.jobs.listQueued().map(({ agent }) => agent)).toEqual(['reviewer']);
  const superseded = context.store.jobs.listRecent(20).filter(({ status }) => status === 'failed');
  expect(superseded.map(({ agent }) => agent).toSorted()).toEqual(['developer', 'tester', 'tester']);
  expect(superseded[0]).toMatchObject({ outcome: 'cancelled', error: expect.stringContaining('superseded') });
});

describe('a decision', () => {
  test('that changes nothing leaves no trace and wakes nobody', async () => {
    const { context, id } = await running();
    const before = { task: find(context, id), log: context.store.log.listOfTask(id).length };
    context.nudges.count = 0;
    expect(signal(context, id, { type: 'thawed' }).kind).toBe('stay');
    expect({ task: find(context, id), log: context.store.log.listOfTask(id).length }).toEqual(before);
    expect(context.nudges.count).toBe(0);
  });

  test('about a task nobody knows, or without a stage, changes nothing', async () => {
    const { context } = await running();
    context.database.db.exec(`INSERT INTO tasks (repo, stage) VALUES ('shop', NULL)`);
    for (const id of [2, 99]) {
      expect(toEnglish(signal(context, id, { type: 'cancel', by: ada }))).toEqual({
        kind: 'stay',
        why: 'the pipeline does not know this task',
      });
    }
    expect(find(context, 2).stage).toBeNull();
  });

  test('raises the version, logs the move and draws its card', async () => {
    const { context, id } = await running();
    const drawn = context.store.cards.find(id)?.wanted ?? 0;
    const { version } = find(context, id);
    settle(context, id, completed(), work);
    expect(find(context, id).version).toBe(version + 1);
    expect(positionOf(context, id)).toBe('analysis/publish');
    expect(context.store.log.listOfTask(id).at(-1)).toMatchObject({
      from_stage: 'analysis',
      from_step: 'work',
      to_stage: 'analysis',
      to_step: 'publish',
      who: 'signalbox',
    });
    expect(context.store.cards.find(id)?.wanted).toBeGreaterThan(drawn);
  });

  test('moves updated_at with the stage only', async () => {
    const { context, id } = await running();
    const { updated_at: before } = find(context, id);
    context.clock.advance(5000);
    settle(context, id, completed(), work);
    expect(find(context, id)).toMatchObject({ updated_at: before, step_at: '2026-03-01 12:00:05.000' });
  });
});
