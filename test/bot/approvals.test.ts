import { describe, expect, test } from 'vitest';
import { encodeAction } from '../../src/telegram/callback-data.ts';
import {
  approver,
  askApproval,
  type Bench,
  createBench,
  createTestBot,
  group,
  open,
  operator,
  owner,
  project,
  signal,
  toast,
} from './bench.ts';

const [older, latest] = ['1a2b3c4d5e6f', '9f8e7d6c5b4a'];

/** The analyst wrote a second revision after the first was sent back. */
function setUp() {
  const bench = createBench();
  const { taskId } = open(bench);
  askApproval(bench, taskId, older);
  const by = { who: 'x', via: 'cli' } as const;
  signal(bench, taskId, { type: 'rejected', revision: older, comment: 'no', by });
  askApproval(bench, taskId, latest);
  return { bench, store: bench.store, taskId, ...createTestBot(bench) };
}

const from = { from: approver };
const changed = 'BRD of SHOP-001, revision 1a2b3c4d → 9f8e7d6c: +1 −1 lines';

describe('/approve and /reject with a revision', () => {
  test('answer the latest by the letters that the card shows', async () => {
    const { store, taskId, say } = setUp();
    expect(await say(from, '/approve SHOP-001 9F8E7D')).toEqual(['SHOP-001, revision 9f8e7d6c: Approved.']);
    expect(store.approvals.findLatest(taskId)?.decision).toBe('approved');
  });

  test('of an older one change nothing, and show what changed', async () => {
    const { bench, store, taskId, say } = setUp();
    for (const words of ['/approve SHOP-001 1a2b3c4d', '/reject SHOP-001 1a2b3c4d too long']) {
      bench.time.now = new Date(bench.time.now.getTime() + 1000);
      const [told, diff] = await say(from, words);
      expect(told).toBe(
        'SHOP-001, revision 1a2b3c4d: That was revision 1a2b3c4d; revision 9f8e7d6c is the one to decide about.',
      );
      expect(diff).toContain(changed);
    }
    expect(store.approvals.findLatest(taskId)?.decision).toBeNull();
  });

  test('of one that the task never had say which there is', async () => {
    const { store, taskId, say } = setUp();
    const why = 'SHOP-001 has no revision abc123; 9f8e7d6c is the one to decide about.';
    expect(await say(from, '/approve SHOP-001 abc123')).toEqual([why]);
    expect(await say(from, '/reject SHOP-001 abc123 no')).toEqual([why]);
    expect(store.approvals.findLatest(taskId)?.decision).toBeNull();
  });

  test('take words that only look like one as a reason', async () => {
    const { store, taskId, say } = setUp();
    await say(from, '/reject SHOP-001 defaced the page,\n“100000 times”');
    expect(store.approvals.findLatest(taskId)?.comment).toBe('defaced the page,\n“100000 times”');
  });

  test('an approval with words behind it is none: they may ask for changes', async () => {
    const { store, taskId, say } = setUp();
    const [told] = await say(from, '/approve SHOP-001 but in euros');
    expect(told).toContain('only a revision may stand: /approve SHOP-001 9f8e7d6c');
    expect(store.approvals.findLatest(taskId)?.decision).toBeNull();
  });
});

test('Open brings the document, its text and its file', async () => {
  const { store, taskId, press } = setUp();
  const key = store.approvals.findLatest(taskId)?.nonce ?? '';
  const calls = await press({ ...from, chat: group }, encodeAction({ kind: 'open', key }, taskId), 40);
  expect(calls.map(({ method }) => method)).toEqual([
    'answerCallbackQuery',
    'sendMessage',
    'sendMessage',
    'sendDocument',
  ]);
});

describe('where two people have to approve', () => {
  const rule = { by: ['Olga', 'Otto'], needs: 2 };
  const nonceOf = ({ store }: Bench, taskId: number) => store.approvals.findLatest(taskId)?.nonce ?? '';

  function setUpTwo() {
    const bench = createBench({ projects: [project('shop', { approval: rule })] });
    const { taskId } = open(bench);
    askApproval(bench, taskId, latest);
    return { bench, store: bench.store, taskId, ...createTestBot(bench) };
  }

  test('each press hears what it did', async () => {
    const { bench, store, taskId, press, say } = setUpTwo();
    const approve = encodeAction({ kind: 'approve', key: nonceOf(bench, taskId) }, taskId);
    expect(toast(await press({ from: owner, chat: group }, approve, 40))).toEqual({
      text: 'Counted: Olga approved the BRD, 1 of 2; it waits for Otto.',
      alert: false,
    });
    expect(toast(await press({ from: owner, chat: group }, approve, 40))).toEqual({
      text: 'Nothing changed: Olga has approved this revision already; it waits for Otto.',
      alert: true,
    });
    expect(await say({ from: operator }, '/approve')).toEqual([
      'SHOP-001, revision 9f8e7d6c: Nothing changed: the word of User13 (13) does not count here; the approval waits for Otto.',
    ]);
    expect(store.tasks.find(taskId)?.stage).toBe('analysis');
  });

  test('/why names who is still missing', async () => {
    const { bench, taskId, press, say } = setUpTwo();
    const approve = encodeAction({ kind: 'approve', key: nonceOf(bench, taskId) }, taskId);
    await press({ from: owner, chat: group }, approve, 40);
    const missing = /^✋ The requirements \(BRD\) wait for approval: 1 of 2 given, waiting for Otto · /m;
    expect((await say({ from: operator }, '/why SHOP-001'))[0]).toMatch(missing);
    expect((await say({ from: operator }, '/why'))[0]).toMatch(missing);
  });

  test('a member who was added under the name of one of them is not him', async () => {
    const { bench, store, taskId, say } = setUpTwo();
    const otto = { id: 77, name: 'Otto', role: 'approver', by: 'Olga' } as const;
    store.members.put(otto, '2026-05-04 12:00:00.000');
    expect((await say({ from: 77 }, '/approve'))[0]).toContain('does not count here');
    expect(store.approvals.listVotes(store.approvals.findByNonce(nonceOf(bench, taskId))?.id ?? 0)).toEqual(
      [],
    );
  });
});
