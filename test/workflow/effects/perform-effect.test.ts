import { describe, expect, test } from 'vitest';
import { inEnglish } from '../../../src/locale/translator.ts';
import { toStoredTime } from '../../../src/stored-time.ts';
import { createProjectIndex } from '../../../src/workflow/context.ts';
import { performEffect } from '../../../src/workflow/effects/perform-effect.ts';
import { describeTask } from '../in-english.ts';
import { createRunContext, doEffects, type TestRunContext } from '../run-context.ts';
import { ada, find, open, positionOf, signal, walkTo } from '../walk.ts';

/** A task that is about to be published, and a workspace whose every call ends in `error`. */
async function troubled(error: Error) {
  const context = await createRunContext();
  const { id } = open(context);
  walkTo(context, id, 'development/publish');
  const calls = { count: 0 };
  const fail = () => {
    calls.count += 1;
    return Promise.reject(error);
  };
  const workspace = { ...context.workspace, branchCommit: fail };
  return { context: { ...context, workspace }, id, calls };
}

const trouble = (retryable: boolean) => Object.assign(new Error('the origin said no'), { retryable });

function pending({ store }: TestRunContext) {
  return store.outbox.listDue('9999');
}

describe('an effect', () => {
  test('that met passing trouble is tried later and the task waits', async () => {
    const { context, id } = await troubled(trouble(true));
    for (let n = 0; n < 7; n += 1) await doEffects(context);
    expect(pending(context)).toMatchObject([{ attempts: 7, error: 'the origin said no' }]);
    const at = pending(context)[0]?.available_at ?? '';
    expect(new Date(`${at.replace(' ', 'T')}Z`).getTime() - context.clock.now().getTime()).toBe(600_000);
    expect(find(context, id).attention).toBeNull();
  });

  test('whose trouble does not pass asks a person in the end', async () => {
    const { context, id, calls } = await troubled(trouble(true));
    for (let n = 0; n < 12; n += 1) await doEffects(context);
    expect(calls.count).toBe(8);
    expect(pending(context)).toEqual([]);
    expect(find(context, id)).toMatchObject({
      attention: 'refused',
      attention_text: 'Publish was refused: the origin said no; it was tried 8 times.',
    });
  });

  test('that is put off is done at once when a person says so, and the card offers it', async () => {
    const { context, id, calls } = await troubled(trouble(true));
    const { wanted = 0 } = context.store.cards.find(id) ?? {};
    context.store.cards.markDrawn(id, wanted, 'x', '2026-03-01 12:00:00');
    await doEffects(context);
    const now = () => toStoredTime(context.clock.now());
    expect(context.store.outbox.listDue(now())).toEqual([]);
    expect(context.store.cards.listStale()).toMatchObject([{ task_id: id }]);
    expect(describeTask(context, id)).toMatchObject({
      explanation: { code: 'publish', lifts: expect.stringContaining('or /retry ET-001 at once') },
      actions: [{ kind: 'retry', key: 'now' }],
    });
    const { why } = signal(context, id, { type: 'retry', hint: '', by: ada });
    expect(inEnglish(why)).toBe('tried again by Ada');
    expect(context.store.outbox.listDue(now())).toHaveLength(1);
    expect(describeTask(context, id)?.actions).toEqual([]);
    expect(signal(context, id, { type: 'retry', hint: '', by: ada }).kind).toBe('stay');
    await doEffects(context);
    expect(calls.count).toBe(2);
    expect(find(context, id).attention).toBeNull();
  });

  test('that was refused asks a person at once, and later effects wait', async () => {
    const { context, id, calls } = await troubled(trouble(false));
    await doEffects(context);
    await doEffects(context);
    expect(calls.count).toBe(1);
    expect(find(context, id)).toMatchObject({
      attention: 'refused',
      attention_text: 'Publish was refused: the origin said no.',
      stage: 'development',
      step: 'publish',
    });
    expect(pending(context)).toEqual([]);
  });

  test('that met a bug is tried a few times before a person is asked', async () => {
    const { context, id, calls } = await troubled(new TypeError('x is undefined'));
    for (let n = 0; n < 3; n += 1) {
      expect(find(context, id).attention).toBeNull();
      await doEffects(context);
    }
    expect(calls.count).toBe(3);
    expect(find(context, id).attention).toBe('refused');
  });

  test('is done again by a retry', async () => {
    const { context, id, calls } = await troubled(trouble(false));
    await doEffects(context);
    signal(context, id, { type: 'retry', hint: '', by: ada });
    expect(pending(context)).toMatchObject([{ kind: 'publish', attempts: 0 }]);
    await doEffects(context);
    expect(calls.count).toBe(2);
  });

  test('of a project that is configured no more asks a person', async () => {
    const { context, id } = await troubled(trouble(true));
    const without = { ...context, projects: createProjectIndex([]) };
    for (let n = 0; n < 3; n += 1) await doEffects(without);
    expect(find(context, id).attention_text).toContain('its project is not configured any more');
  });

  test('whose task was cancelled while it was done changes nothing', async () => {
    const { context, id } = await troubled(trouble(false));
    const [effect] = pending(context);
    if (effect === undefined) throw new Error('nothing is due');
    signal(context, id, { type: 'cancel', by: ada });
    await performEffect(context, effect);
    expect(find(context, id)).toMatchObject({ stage: 'cancelled', attention: null });
    expect(context.store.outbox.find(effect.id)?.state).toBe('dropped');
  });

  test('that only cleans up is tried for as long as its trouble lasts', async () => {
    const { context, id, calls } = await troubled(trouble(true));
    signal(context, id, { type: 'cancel', by: ada });
    for (let n = 0; n < 12; n += 1) await doEffects(context);
    expect(calls.count).toBe(12);
    expect(pending(context)).toMatchObject([{ kind: 'cleanUp' }]);
    expect(find(context, id).attention).toBeNull();
  });

  test('that only cleans up never asks anybody', async () => {
    const { context, id } = await troubled(trouble(false));
    signal(context, id, { type: 'cancel', by: ada });
    await doEffects(context);
    expect(find(context, id).attention).toBeNull();
    expect(positionOf(context, id)).toBe('cancelled/rest');
    expect(pending(context)).toEqual([]);
  });
});
