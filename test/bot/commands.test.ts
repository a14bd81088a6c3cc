import { describe, expect, test } from 'vitest';
import { countCodePoints } from '../../src/telegram/formatted.ts';
import {
  approver,
  askApproval,
  askAttention,
  begin,
  createBench,
  createTestBot,
  end,
  group,
  open,
  operator,
  owner,
  viewer,
} from './bench.ts';

function setUp(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options);
  return { bench, store: bench.store, ...createTestBot(bench) };
}

describe('looking', () => {
  test('/tasks lists what is open and what ended last', async () => {
    const { bench, say } = setUp();
    expect(await say({ from: viewer }, '/tasks')).toEqual(['No task is open.']);
    open(bench, 'First');
    open(bench, 'Second');
    await say({ from: operator }, '/cancel SHOP-001');
    const [text] = await say({ from: viewer }, '/tasks');
    expect(text).toBe(
      'Open: 1\n▶️ SHOP-002 Second\nAnalysis · The analyst is next\n\nEnded last\n✖️ SHOP-001 First',
    );
  });

  test('/tasks and /queue stay within one message, however much there is', async () => {
    const { bench, say } = setUp();
    for (let n = 0; n < 80; n += 1) open(bench, `😀 ${'Title '.repeat(20)}`);
    bench.store.pauses.pause('*', 'x', 'y '.repeat(500), '2026-05-04 12:00:00');
    const texts = [
      ...(await say({ from: viewer }, '/tasks')),
      ...(await say({ from: viewer }, '/queue')),
      ...(await say({ from: viewer }, '/why')),
    ];
    expect(texts).toHaveLength(3);
    for (const text of texts) {
      expect(countCodePoints(text)).toBeLessThanOrEqual(4096);
      expect(text).toMatch(/… and \d+ more/);
    }
  });

  test('/task brings the card down where it lives, and shows its text elsewhere', async () => {
    const { bench, store, say } = setUp();
    const { taskId } = open(bench);
    expect(await say({ from: viewer, chat: group }, '/task shop-001')).toEqual([]);
    expect(store.cards.find(taskId)).toMatchObject({ fetched: 1 });
    const [text] = await say({ from: viewer }, '/task 1');
    expect(text).toContain('SHOP-001 Show prices');
    expect(text).toContain('Analysis');
    expect(await say({ from: viewer, chat: group, topic: 3 }, '/task')).toHaveLength(1);
  });

  test('/task brings down what waits for approval too, above its card', async () => {
    const { bench, store, say } = setUp();
    const { taskId } = open(bench);
    askApproval(bench, taskId, 'aaaa1111bbbb');
    const shown = await say({ from: viewer, chat: group }, '/task');
    expect(shown.join('\n')).toContain('aaaa1111');
    expect(store.cards.find(taskId)).toMatchObject({ fetched: 1 });
    const elsewhere = await say({ from: viewer }, '/task');
    expect(elsewhere).toHaveLength(shown.length + 1);
    expect(elsewhere.at(-1)).toContain('Revision aaaa1111 · /task SHOP-001');
    await say({ from: approver }, '/approve');
    expect(await say({ from: viewer, chat: group }, '/task')).toEqual([]);
  });

  test('an answer is not kept up to date, so no clock runs on in it', async () => {
    const { bench, calls, say } = setUp();
    askApproval(bench, open(bench).taskId, 'aaaa1111');
    for (const text of ['/task', '/why', '/why 1', '/queue']) await say({ from: viewer }, text);
    const times = calls.flatMap(
      ({ payload }) => (payload['entities'] ?? []) as { date_time_format?: string }[],
    );
    const formats = times.flatMap(({ date_time_format: format }) => format ?? []);
    expect(formats.length).toBeGreaterThan(4);
    expect(new Set(formats)).toEqual(new Set(['dt']));
  });

  test('an id that is missing or unknown is answered with those that fit', async () => {
    const { bench, say } = setUp();
    expect(await say({ from: viewer }, '/task')).toEqual(['No task is open.']);
    open(bench);
    open(bench);
    expect(await say({ from: viewer }, '/task')).toEqual([
      'These are open. Press one, or say: /task SHOP-001',
    ]);
    expect(await say({ from: viewer }, '/task nope')).toEqual([
      'I know no task nope. These are open. Press one, or say: /task SHOP-001',
    ]);
  });

  test('/why explains one task, or all that do not move', async () => {
    const { bench, say } = setUp();
    const { taskId } = open(bench);
    open(bench, 'Moving');
    expect(await say({ from: viewer }, '/why')).toEqual(['Everything that is open moves.']);
    askApproval(bench, taskId, 'aaaa1111bbbb');
    const [one] = await say({ from: viewer }, '/why SHOP-001');
    expect(one).toContain('SHOP-001 Show prices');
    expect(one).toContain('The requirements (BRD) wait for approval · 2026-05-04 12:00 UTC');
    expect(one).toContain('/approve SHOP-001');
    const [all] = await say({ from: viewer }, '/why');
    expect(all).toContain('SHOP-001');
    expect(all).not.toContain('SHOP-002');
  });

  test('/queue shows counts, runs, waits, freezes, pauses, ends and parked chats', async () => {
    const { bench, store, say } = setUp();
    const { taskId } = open(bench);
    begin(bench, taskId);
    askApproval(bench, open(bench, 'Asking').taskId, 'aaaa1111');
    const now = '2026-05-04 12:00:00';
    store.freezes.freeze('shop', 'red lights', 'SHOP-009', now);
    store.pauses.pause('*', 'x', 'night', now);
    store.chats.park(-7, 'was kicked', now);
    const [text] = await say({ from: viewer }, '/queue');
    expect(text).toContain('Jobs: 0 queued, 1 running, 1 done, 0 failed');
    expect(text).toContain('Running\n• SHOP-001 analyst');
    expect(text).toContain('Waiting: 1\n✋ SHOP-002 The requirements (BRD) wait for approval');
    expect(text).toContain('Frozen\n• shop red lights');
    expect(text).toContain('Paused\n• everything: night');
    expect(text).toContain('Ended last\n• SHOP-002 analyst done');
    expect(text).toContain('Chats\n• -7 is parked: was kicked');
  });

  test('/help lists what the role may use, and nothing else; with a command it shows an example', async () => {
    const { say } = setUp();
    const [forViewer = ''] = await say({ from: viewer }, '/help');
    expect(forViewer).toContain('Your role is viewer');
    expect(forViewer).toContain('/tasks: Open tasks');
    expect(forViewer).not.toContain('/new');
    const [forOwner = ''] = await say({ from: owner }, '/help');
    expect(forOwner).toContain('/new [project title]: Open a task');
    expect(forOwner).toContain('/resume');
    expect(countCodePoints(forOwner)).toBeLessThan(3000);
    expect(await say({ from: owner }, '/help /New')).toEqual([
      '/new [project title]\nOpen a task\nFor example: /new shop Show prices with tax',
    ]);
  });
});

describe('approving by command', () => {
  test('takes the only task that waits, and says who was first', async () => {
    const { bench, store, say } = setUp();
    const { taskId } = open(bench);
    expect(await say({ from: approver }, '/approve')).toEqual(['No task waits for approval.']);
    expect(await say({ from: approver }, '/approve SHOP-001')).toEqual([
      'SHOP-001 does not wait for approval: The analyst is next.',
    ]);
    askApproval(bench, taskId, 'aaaa1111bbbb');
    expect(await say({ from: approver }, '/approve')).toEqual(['SHOP-001, revision aaaa1111: Approved.']);
    expect(store.tasks.find(taskId)?.stage).toBe('architecture');
    expect(store.approvals.findLatest(taskId)).toMatchObject({ who: `User${approver} (${approver})` });
    expect(await say({ from: approver }, '/approve SHOP-001')).toEqual([
      'SHOP-001, revision aaaa1111: User12 (12) approved this revision just now.',
    ]);
  });

  test('a rejection takes a reason, which may follow without an id', async () => {
    const { bench, store, say } = setUp();
    const { taskId } = open(bench);
    askApproval(bench, taskId, 'aaaa1111');
    expect(await say({ from: approver }, '/reject shop-001')).toEqual([
      'What should change in the BRD of SHOP-001 (revision aaaa1111)? Reply to this message.',
    ]);
    expect(await say({ from: approver }, '/reject SHOP-7 no')).toEqual([
      'I know no task SHOP-7; did you mean SHOP-001? These wait for approval. Press one, or say: /reject SHOP-001 …',
    ]);
    expect(await say({ from: approver }, '/reject 1 thing is missing:\nthe tax')).toEqual([
      'SHOP-001, revision aaaa1111: Sent back with your changes.',
    ]);
    expect(store.approvals.findLatest(taskId)).toMatchObject({
      decision: 'rejected',
      comment: '1 thing is missing:\nthe tax',
    });
    askApproval(bench, taskId, 'cccc2222');
    await say({ from: approver }, '/reject SHOP-001 still\n no tax');
    expect(store.approvals.findLatest(taskId)?.comment).toBe('still\n no tax');
  });
});

describe('steering', () => {
  test('/stop, /retry with a hint and /cancel do what they say', async () => {
    const { bench, store, say } = setUp();
    const { taskId } = open(bench);
    expect(await say({ from: operator }, '/stop')).toEqual(['No task has an agent at work.']);
    expect(await say({ from: operator }, '/retry')).toEqual(['No task can be tried again.']);
    const runId = begin(bench, taskId);
    expect(await say({ from: operator }, '/stop')).toEqual(['SHOP-001: Stopped by User13 (13).']);
    expect(store.tasks.find(taskId)?.stop_requested).toBe('stop');
    expect(await say({ from: operator }, '/stop SHOP-001')).toEqual([
      'SHOP-001: It is being stopped already.',
    ]);
    end(bench, runId);
    expect(await say({ from: operator }, '/cancel')).toEqual([
      'These are open. Press one, or say: /cancel SHOP-001',
    ]);
  });

  test('/retry hands its words on, with or without an id', async () => {
    const { bench, store, say } = setUp();
    const { taskId } = open(bench);
    askAttention(bench, taskId);
    expect(await say({ from: operator }, '/retry SHOP-001')).toEqual([
      'SHOP-001: The agent asked a question: put the answer behind /answer and the id of the task.',
    ]);
    expect(await say({ from: operator }, '/retry in euros')).toEqual(['SHOP-001: Answered by User13 (13).']);
    expect(store.jobs.findOfTask(taskId)).toMatchObject({
      status: 'queued',
      notes: expect.stringContaining('in euros'),
    });
    expect(await say({ from: operator }, '/retry SHOP-001')).toEqual([
      'SHOP-001: There is nothing to try again.',
    ]);
    expect(await say({ from: operator }, '/cancel SHOP-001')).toEqual([
      'SHOP-001: Cancelled by User13 (13).',
    ]);
    expect(await say({ from: operator }, '/cancel SHOP-001')).toEqual([
      'SHOP-001: The task is cancelled already.',
    ]);
  });

  test('/resume lifts the pause of everything, or of a project', async () => {
    const { store, say } = setUp();
    const now = '2026-05-04 12:00:00';
    expect(await say({ from: owner }, '/resume')).toEqual(['Nothing is paused.']);
    store.pauses.pause('*', 'x', 'y', now);
    store.pauses.pause('shop', 'x', 'y', now);
    expect(await say({ from: owner }, '/resume')).toEqual(['Everything goes on.']);
    expect(await say({ from: owner }, '/resume')).toEqual([
      'Everything is not paused as such; paused: shop (/resume shop).',
    ]);
    expect(await say({ from: owner }, '/resume SHOP')).toEqual(['Project shop goes on.']);
  });
});
