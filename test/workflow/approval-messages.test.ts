import { describe, expect, test } from 'vitest';
import { answerApproval } from '../../src/workflow/answer-approval.ts';
import { noteDocument } from '../../src/workflow/effects/note-document.ts';
import type { RunContext } from '../../src/workflow/runs/run-context.ts';
import { createTestContext, type TestContext } from '../support/context.ts';
import { ada, claim, completed, find, open, settle, signal, walkTo, work } from './walk.ts';

async function asked() {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'analysis/approval');
  return { context, id };
}

function nonceOf({ store }: TestContext, id: number): string {
  return store.approvals.findLatest(id)?.nonce ?? '';
}

function writeAgain(context: TestContext, id: number): void {
  const reject = { decision: 'rejected', comment: 'As PDF,\n"please".' } as const;
  answerApproval(context, nonceOf(context, id), reject, ada);
  claim(context);
  settle(context, id, completed(), { ...work, brdRevision: 'rev-2', brdText: '# Requirements\n\nAs PDF.' });
}

/** The messages that stand in the chat, or are to be sent, by key. */
function shown({ store }: TestContext): Record<string, string> {
  const rows = store.notices.listPending().filter(({ key }) => key.startsWith('brd:'));
  return Object.fromEntries(rows.map(({ key, message }) => [key, textOf(message)]));
}

function textOf(message: string): string {
  const parsed: unknown = JSON.parse(message);
  if (typeof parsed !== 'object' || parsed === null || !('text' in parsed)) throw new Error(message);
  return String(parsed.text);
}

describe('the messages of a request', () => {
  test('say what the analyst told of the run', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    claim(context);
    const told = completed();
    const outcome =
      told.kind === 'completed'
        ? { ...told, report: { ...told.report, summary: 'Two ways to export.' } }
        : told;
    settle(context, id, outcome, work);
    expect(shown(context)['brd:1']).toContain('Two ways to export.');
  });

  test('are replaced by those of the next one: one line of the older ones stays', async () => {
    const { context, id } = await asked();
    writeAgain(context, id);
    expect(Object.keys(shown(context))).toEqual(['brd:1', 'brd:2', 'brd:2:1', 'brd:2:file']);
    expect(shown(context)['brd:1']).toBe('BRD of ET-001 · revision rev-1: replaced by revision rev-2.');
    expect(shown(context)['brd:2']).toContain(
      'Changed since revision rev-1: +2 −0 lines\nAda had asked for: “As PDF, "please".”',
    );
  });

  test('say who answered', async () => {
    const { context, id } = await asked();
    answerApproval(context, nonceOf(context, id), { decision: 'approved' }, ada);
    expect(shown(context)['brd:1']).toContain('\nApproved by Ada.\n');
  });

  test('say that nobody is asked any more once the task is cancelled', async () => {
    const { context, id } = await asked();
    signal(context, id, { type: 'cancel', by: ada });
    expect(shown(context)['brd:1']).toContain('\nIt is not asked about any more.\n');
  });

  test('lead to the document once it is published', async () => {
    const { context, id } = await asked();
    const [project] = context.projects.all;
    if (project === undefined) throw new Error('no project');
    const fileUrl = (_task: unknown, path: string) => `https://git.example.org/shop/${path}`;
    const forges = { of: () => ({ fileUrl }) };
    noteDocument({ ...context, forges } as unknown as RunContext, find(context, id), project);
    const url = 'https://git.example.org/shop/docs/work-items/ET-001/01-brd.md';
    expect(context.store.approvals.findLatest(id)?.url).toBe(url);
    const [summary] = context.store.notices.listPending();
    expect(JSON.parse(summary?.message ?? '')).toMatchObject({
      keyboard: { inline_keyboard: [[{ text: 'Open', url }]] },
    });
  });

  test('of a request of an older version are left as they are', async () => {
    const { context, id } = await asked();
    const now = '2026-03-01 12:00:00.000';
    const old = { revision: 'rev-0', nonce: 'old', document: '#', summary: null, path: null };
    context.store.approvals.request({ ...old, taskId: id }, now);
    answerApproval(context, 'old', { decision: 'rejected', comment: 'No.' }, ada);
    expect(Object.keys(shown(context))).toEqual(['brd:1', 'brd:1:1', 'brd:1:file']);
  });
});
