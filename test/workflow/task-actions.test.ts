import { describe, expect, test } from 'vitest';
import { inEnglish } from '../../src/locale/translator.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { restartTask } from './in-english.ts';
import { beginRun, endRun, view } from './task-runs.ts';
import { ada, claim, failed, open, settle, signal, walkTo } from './walk.ts';

describe('what a person can do', () => {
  const kinds = (context: TestContext, id: number) => view(context, id).actions.map(({ kind }) => kind);

  test('is to try again what an operator has mended, whose words stand on the card', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    claim(context);
    const why = 'the key of the account main is refused';
    settle(context, id, { kind: 'misconfigured', why, mend: 'Set a key that works.', of: 'role' });
    const { attention, details, actions, explanation } = view(context, id);
    expect(attention?.code).toBe('misconfigured');
    expect(actions.map(({ kind }) => kind)).toEqual(['retry', 'cancel']);
    expect(`${inEnglish(explanation.text)} ${details?.text ?? ''}`).toContain('Set a key that works.');
  });

  test('is to try again when an account is mended, or before its limit resets', async () => {
    const { roles } = project();
    const cli = { runner: 'claude', account: 'main', fallbackModel: null } as const;
    const analyst = roles.analyst && { ...roles.analyst, ...cli };
    const context = await createTestContext({ projects: [project({ roles: { ...roles, analyst } })] });
    const { id } = open(context);
    const hold = { account: 'main', why: 'spent', mend: 'Pay for it.' };
    const at = '2026-03-01 12:00:00.000';
    context.store.accounts.hold({ ...hold, kind: 'limit', until: '2026-03-01 15:00:00.000' }, at);
    const retry = { kind: 'retry', key: 'now' };
    expect(view(context, id)).toMatchObject({ explanation: { code: 'usage-limit' }, actions: [retry] });
    signal(context, id, { type: 'retry', hint: '', by: ada });
    expect(view(context, id).explanation.code).toBe('ready');
    context.store.accounts.hold({ ...hold, kind: 'fault', until: null }, at);
    expect(view(context, id)).toMatchObject({
      explanation: { code: 'account' },
      actions: [retry],
    });
    signal(context, id, { type: 'retry', hint: '', by: ada });
    expect(view(context, id).explanation.code).toBe('ready');
  });

  test('fits the moment', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    expect(kinds(context, id)).toEqual([]);
    claim(context);
    const run = beginRun(context, id, 'analyst', 'analysis', null);
    expect(view(context, id).actions).toEqual([{ kind: 'stop', key: String(run) }]);
    expect(view(context, id).run).toMatchObject({ id: run, role: 'analyst' });
    signal(context, id, { type: 'stop', by: ada });
    expect(kinds(context, id)).toEqual([]);
    endRun(context, run);
    settle(context, id, { kind: 'cancelled', why: 'stopped' });
    expect(view(context, id).actions).toEqual([
      { kind: 'retry', key: '20260301120000000' },
      { kind: 'cancel', key: '20260301120000000' },
    ]);
    signal(context, id, { type: 'retry', hint: '', by: ada });
    claim(context);
    settle(context, id, failed('broke'));
    expect(view(context, id).actions).toEqual([{ kind: 'retry', key: 'now' }]);
    walkTo2(context, id, 'analysis/approval');
    const { approval, actions } = view(context, id);
    expect(actions).toEqual([
      { kind: 'approve', key: approval?.nonce },
      { kind: 'changes', key: approval?.nonce },
      { kind: 'open', key: approval?.nonce },
    ]);
    walkTo(context, id, 'deploy/work');
    claim(context);
    settle(context, id, failed('no server'));
    expect(kinds(context, id)).toEqual(['retry', 'degrade', 'cancel']);
    signal(context, id, { type: 'cancel', by: ada });
    expect(kinds(context, id)).toEqual(['unfreeze', 'restart']);
  });

  test('is to lift what holds it, or to look at the task it waits for', async () => {
    const context = await createTestContext();
    const { store } = context;
    const [first, second] = [open(context), open(context, 'Another')];
    const now = '2026-03-01 12:00:00.000';
    claim(context);
    expect(view(context, second.id).actions).toEqual([
      { kind: 'show', key: String(first.id), name: 'ET-001' },
    ]);
    store.pauses.pause('shop', 'Ada', '', now);
    expect(view(context, second.id).actions).toEqual([{ kind: 'resume', key: 'shop' }]);
    store.pauses.resume('shop');
    const freeze = store.freezes.freeze('shop', 'it answered 502', 'ET-009', now);
    expect(view(context, second.id).actions).toEqual([{ kind: 'unfreeze', key: String(freeze) }]);
  });

  test('is to start a cancelled task again until something has followed it', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    signal(context, id, { type: 'cancel', by: ada });
    expect(view(context, id).actions).toEqual([{ kind: 'restart', key: 'end' }]);
    restartTask(context, id, ada);
    expect(view(context, id).actions).toEqual([]);
  });

  function walkTo2(context: TestContext, id: number, position: string): void {
    context.clock.advance(600_000);
    walkTo(context, id, position);
  }
});
