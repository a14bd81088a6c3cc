import { describe, expect, test } from 'vitest';
import { createLocalForge } from '../../../src/forges/local.ts';
import { toStoredTime } from '../../../src/stored-time.ts';
import { advanceWaits } from '../../../src/workflow/advance-waits.ts';
import { unfreeze } from '../../../src/workflow/freeze.ts';
import { agentCommit, atOrigin, createRunContext, doEffects, type TestRunContext } from '../run-context.ts';
import { ada, find, open, positionOf, signal, walkTo, work } from '../walk.ts';

/** A tested task whose merge was tried while the forge could not be reached. */
async function arrive() {
  const context = await createRunContext();
  const { id } = open(context);
  const commit = await agentCommit(context, { 'new.txt': 'new\n' });
  walkTo(context, id, 'staging/update', { ...work, commit });
  await doEffects(context);
  walkTo(context, id, 'deploy/merge', { ...work, commit: find(context, id).commit_sha ?? '' });
  const fetchBranch = () => Promise.reject(Object.assign(new Error('no route'), { retryable: true }));
  const forge = createLocalForge({ ...context.workspace, fetchBranch });
  await doEffects({ ...context, forges: { of: () => forge } });
  expect(dueNow(context)).toEqual([]);
  return { context, id };
}

function dueNow({ store, clock }: TestRunContext) {
  return store.outbox.listDue(toStoredTime(clock.now()));
}

describe('a merge that is put off', () => {
  test('is settled at once for a cancel', async () => {
    const { context, id } = await arrive();
    signal(context, id, { type: 'cancel', by: ada });
    expect(dueNow(context)).toMatchObject([{ kind: 'merge' }]);
    await doEffects(context);
    expect(positionOf(context, id)).toBe('cancelled/rest');
  });

  test('does not land in a repository that was frozen meanwhile, but once that thaws', async () => {
    const { context, id } = await arrive();
    const base = atOrigin(context, 'main');
    context.clock.advance(1000);
    context.store.freezes.freeze('shop', 'a person froze it', null, toStoredTime(context.clock.now()));
    await doEffects(context);
    expect(positionOf(context, id)).toBe('deploy/thaw');
    expect(atOrigin(context, 'main')).toBe(base);
    unfreeze(context, 'shop', { by: ada, reason: null });
    advanceWaits(context);
    await doEffects(context);
    expect(find(context, id).merge_sha).toBe(atOrigin(context, 'main'));
    expect(atOrigin(context, 'main')).not.toBe(base);
  });

  test('lands where a person tries it again and knows of the freeze', async () => {
    const { context, id } = await arrive();
    context.store.freezes.freeze('shop', 'a person froze it', null, toStoredTime(context.clock.now()));
    context.clock.advance(1000);
    signal(context, id, { type: 'effectRefused', effect: 'merge', why: 'no' });
    const [effect] = context.store.outbox.listDue('9999');
    context.store.outbox.settle(effect?.id ?? 0, 'refused', 'no', toStoredTime(context.clock.now()));
    signal(context, id, { type: 'retry', hint: '', by: ada });
    await doEffects(context);
    expect(find(context, id).merge_sha).toBe(atOrigin(context, 'main'));
  });
});
