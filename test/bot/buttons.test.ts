import { expect, test } from 'vitest';
import { emptyReport } from '../../src/domain/report.ts';
import { encodeAction, encodeResume, type PressedAction } from '../../src/telegram/callback-data.ts';
import { describeTask } from '../../src/workflow/describe-task.ts';
import { askToRestart } from '../../src/workflow/restart-task.ts';
import {
  approver,
  askApproval,
  askAttention,
  type Bench,
  begin,
  createBench,
  createTestBot,
  end,
  group,
  open,
  operator,
  owner,
  second,
  signal,
  toast,
} from './bench.ts';

const cardId = 40;

function setUp() {
  const bench = createBench();
  const { taskId } = open(bench);
  showCard(bench, taskId, cardId);
  return { bench, store: bench.store, taskId, ...createTestBot(bench) };
}

function showCard({ store }: Bench, taskId: number, messageId: number) {
  const card = { taskId, chatId: group, topicId: null, messageId, wanted: 1, hash: 'x' };
  store.cards.recordSent(card, '2026-05-04 12:00:00.000');
}

function keyOf({ context }: Bench, taskId: number, kind: PressedAction['kind']): string {
  const action = describeTask(context, taskId)?.actions.find((shown) => shown.kind === kind);
  if (action === undefined) throw new Error(`the card shows no ${kind}`);
  return encodeAction({ ...action, kind }, taskId);
}

const by = (from: number) => ({ from, chat: group });

test('two people approve at once: one approval, two truthful answers', async () => {
  const { bench, store, taskId, press } = setUp();
  askApproval(bench, taskId, 'aaaa1111bbbb');
  const data = keyOf(bench, taskId, 'approve');
  const both = await Promise.all([press(by(approver), data, cardId), press(by(second), data, cardId)]);
  expect(store.tasks.find(taskId)?.stage).toBe('architecture');
  expect(store.approvals.findLatest(taskId)).toMatchObject({ decision: 'approved', who: 'User12 (12)' });
  expect(both[0]?.[0]?.payload['text']).toBe('Approved.');
  const again = await press(by(approver), data, cardId);
  expect(toast(again)).toEqual({ text: 'User12 (12) approved this revision just now.', alert: true });
});

test('a double press of one person is one approval', async () => {
  const { bench, store, taskId, press } = setUp();
  askApproval(bench, taskId, 'aaaa1111');
  const data = keyOf(bench, taskId, 'approve');
  expect(toast(await press(by(approver), data, cardId))).toEqual({ text: 'Approved.', alert: false });
  expect(toast(await press(by(approver), data, cardId)).alert).toBe(true);
  const approvals = store.log.listOfTask(taskId).filter(({ why }) => why === 'the BRD was approved');
  expect(approvals).toHaveLength(1);
});

test('a button of an older revision approves nothing', async () => {
  const { bench, store, taskId, press } = setUp();
  const old = encodeAction({ kind: 'approve', key: askApproval(bench, taskId, 'aaaa1111') }, taskId);
  const revision = 'aaaa1111';
  signal(bench, taskId, { type: 'rejected', revision, comment: 'no', by: { who: 'x', via: 'cli' } });
  askApproval(bench, taskId, 'cccc2222');
  expect(toast(await press(by(approver), old, cardId))).toEqual({
    text: 'That was revision aaaa1111; revision cccc2222 is the one to decide about.',
    alert: true,
  });
  const changes = old.replace('approve', 'changes');
  const calls = await press(by(approver), changes, cardId);
  expect(toast(calls).text).toBe('That was revision aaaa1111; revision cccc2222 is the one to decide about.');
  expect(calls[1]?.payload['text']).toBe(
    [
      'BRD of SHOP-001, revision aaaa1111 → cccc2222: +1 −1 lines',
      '',
      '@@ -1,1 +1,1 @@',
      '-# aaaa1111',
      '+# cccc2222',
    ].join('\n'),
  );
  expect(store.approvals.findLatest(taskId)?.decision).toBeNull();
});

test('Stop stops the run it was shown for, and no later one', async () => {
  const { bench, store, taskId, press } = setUp();
  const runId = begin(bench, taskId);
  const data = keyOf(bench, taskId, 'stop');
  end(bench, runId);
  expect(toast(await press(by(operator), data, cardId))).toEqual({
    text: 'That run has ended.',
    alert: true,
  });
  const outcome = { kind: 'question', question: 'Which?', report: emptyReport } as const;
  signal(bench, taskId, { type: 'runSettled', outcome, work: null });
  signal(bench, taskId, { type: 'retry', hint: 'That one.', by: { who: 'x', via: 'cli' } });
  begin(bench, taskId);
  expect(toast(await press(by(operator), data, cardId)).text).toBe('That run has ended.');
  expect(store.tasks.find(taskId)?.stop_requested).toBeNull();
  const current = keyOf(bench, taskId, 'stop');
  expect(toast(await press(by(operator), current, cardId))).toEqual({
    text: 'Stopped by User13 (13).',
    alert: false,
  });
  expect(store.tasks.find(taskId)?.stop_requested).toBe('stop');
});

test('Retry and Cancel of what was tried again are out of date', async () => {
  const { bench, store, taskId, press } = setUp();
  const stop = () => signal(bench, taskId, { type: 'stop', by: { who: 'x', via: 'cli' } });
  stop();
  const retry = keyOf(bench, taskId, 'retry');
  const cancel = keyOf(bench, taskId, 'cancel');
  expect(toast(await press(by(operator), retry, cardId)).text).toBe('Tried again by User13 (13).');
  for (const data of [retry, cancel]) {
    expect(toast(await press(by(operator), data, cardId))).toEqual({ text: 'Out of date.', alert: true });
  }
  bench.time.now = new Date(bench.time.now.getTime() + 1000);
  stop();
  expect(toast(await press(by(operator), cancel, cardId)).text).toBe('Out of date.');
  expect(store.tasks.find(taskId)?.stop_requested).toBeNull();
  expect(store.tasks.find(taskId)?.stage).toBe('analysis');
});

test('Cancel asks first, and only the second press cancels', async () => {
  const { bench, store, taskId, press } = setUp();
  signal(bench, taskId, { type: 'stop', by: { who: 'x', via: 'cli' } });
  const cancel = keyOf(bench, taskId, 'cancel');
  const menu = () => store.cards.find(taskId)?.menu;
  expect(await press(by(operator), cancel, cardId)).toHaveLength(1);
  expect(menu()).toBe(cancel.replace(/^cancel:\d+/, 'cancel'));
  expect(toast(await press(by(operator), cancel.replace('cancel', 'keep'), cardId)).text).toBe(undefined);
  expect(menu()).toBe(null);
  expect(store.tasks.find(taskId)?.stage).toBe('analysis');
  const confirm = cancel.replace('cancel', 'confirm');
  expect(toast(await press(by(approver), confirm, cardId)).alert).toBe(true);
  expect(toast(await press(by(operator), confirm.replace(/\d+$/, '1'), cardId)).text).toBe('Out of date.');
  expect(toast(await press(by(operator), confirm, cardId)).text).toBe('Cancelled by User13 (13).');
  expect(store.tasks.find(taskId)?.stage).toBe('cancelled');
});

test('a question has no bare Retry: Answer asks for the words, and the reply goes to the agent', async () => {
  const { bench, store, taskId, press, say } = setUp();
  askAttention(bench, taskId);
  expect(describeTask(bench.context, taskId)?.actions.map(({ kind }) => kind)).toEqual(['answer', 'cancel']);
  const data = keyOf(bench, taskId, 'answer');
  const calls = await press(by(operator), data, cardId);
  expect(toast(calls)).toEqual({ text: undefined, alert: undefined });
  expect(calls[1]?.payload['text']).toBe(
    'What is your answer to the question of SHOP-001? Reply to this message.\nAsked by User13',
  );
  const reply = { ...by(operator), replyTo: { id: 5002 } };
  expect(await say({ ...reply, from: approver }, 'In euros')).toEqual([
    'This takes the role operator or one above it; yours is approver.',
  ]);
  expect(await say(reply, 'In euros')).toEqual(['Answered by User13 (13).']);
  expect(store.jobs.findOfTask(taskId)).toMatchObject({
    status: 'queued',
    notes: 'You asked: Which currency?\n\nA person answers: In euros',
  });
  expect(await say(reply, 'In francs')).toEqual(['Out of date.']);
  expect(toast(await press(by(operator), data, cardId))).toEqual({ text: 'Out of date.', alert: true });
});

test('a reply to the card that asks is the answer too; words without a reply are told how', async () => {
  const { bench, store, taskId, press, say } = setUp();
  const askHere = { ...by(operator), chat: operator };
  expect(await say({ from: operator }, 'In euros')).toEqual(['I act on commands only. /help lists them.']);
  askAttention(bench, taskId);
  await press(askHere, keyOf(bench, taskId, 'answer'), cardId);
  expect(await say({ from: operator }, 'In euros')).toEqual([
    'If that is for SHOP-001: reply to my question (hold it, then Reply), or type /answer SHOP-001 and your words.',
  ]);
  expect(await say({ ...by(operator), replyTo: { id: cardId + 1 } }, 'In euros')).toEqual([]);
  const reply = { ...by(operator), replyTo: { id: cardId } };
  expect(await say(reply, 'In euros')).toEqual(['Answered by User13 (13).']);
  expect(store.jobs.findOfTask(taskId)?.notes).toContain('A person answers: In euros');
  expect(await say(reply, 'Once more')).toEqual([]);
  expect(await say({ from: operator }, 'In euros')).toEqual(['I act on commands only. /help lists them.']);
});

test('Declare degraded ends the task, freezes the repository and says by whom', async () => {
  const { bench, store, taskId, press } = setUp();
  store.tasks.move(taskId, { stage: 'deploy', step: 'work' }, '2026-05-04 12:00:00');
  store.tasks.ask(taskId, 'deploy-failed', 'The deploy failed.', '2026-05-04 12:00:00.000');
  expect(toast(await press(by(operator), keyOf(bench, taskId, 'degrade'), cardId)).alert).toBe(false);
  expect(store.tasks.find(taskId)?.stage).toBe('done');
  expect(store.freezes.listAllActive()).toMatchObject([
    { repo: 'shop', reason: { id: 'bot-declared-by', args: { who: 'User13 (13)' } } },
  ]);
});

test('what comes of a press is cut to the 200 characters that Telegram takes', async () => {
  const { store, press } = setUp();
  for (let n = 10; n < 40; n += 1) store.pauses.pause(`project-${n}`, 'x', 'y', '2026-05-04 12:00:00');
  const { text } = toast(await press({ from: owner }, encodeResume('other'), 60));
  expect(text).toMatch(/^.{200}$/s);
});

test('Resume lifts the pause and goes away', async () => {
  const { store, press } = setUp();
  store.pauses.pause('*', 'x', 'y', '2026-05-04 12:00:00');
  const calls = await press({ from: owner }, encodeResume('*'), 60);
  expect(toast(calls)).toEqual({ text: 'Everything goes on.', alert: false });
  expect(store.notices.listChanged()).toMatchObject([{ chat_id: owner, message_id: 60 }]);
  expect(toast(await press({ from: owner }, encodeResume('*'), 60)).text).toBe('Nothing is paused.');
});

test('a press on a message the ledger does not know acts, and has that message removed', async () => {
  const { bench, store, taskId, press } = setUp();
  askApproval(bench, taskId, 'aaaa1111');
  const data = keyOf(bench, taskId, 'approve');
  expect(toast(await press(by(approver), data, 39)).text).toBe('Approved.');
  expect(store.cards.listOpenMessages(taskId).toSorted((a, b) => a - b)).toEqual([39, cardId]);
  expect(store.cards.listSuperseded()).toMatchObject([{ message_id: 39, chat_id: group }]);
  expect(bench.logged).toContainEqual({
    level: 'info',
    fields: { task: taskId, message: 39, known: false },
    message: 'an old card was found',
  });
  const { wanted = 0 } = store.cards.find(taskId) ?? {};
  await press(by(approver), data, 39);
  await press({ from: approver }, data, 38);
  expect(store.cards.listOpenMessages(taskId)).toHaveLength(2);
  await press(by(approver), data, 38);
  expect(store.cards.find(taskId)?.wanted).toBe(wanted + 1);
});

test('an unknown button is out of date and loses its keyboard', async () => {
  const { store, press } = setUp();
  for (const data of ['brd_approve_12', 'approve:777:x', 'explode:1:x']) {
    expect(toast(await press(by(approver), data, 12)).text).toBe('Out of date.');
    expect(store.notices.listChanged()).toMatchObject([{ chat_id: group, message_id: 12 }]);
  }
});

test('under a card it has the card drawn anew', async () => {
  const { store, taskId, press } = setUp();
  const { wanted = 0 } = store.cards.find(taskId) ?? {};
  expect(toast(await press(by(approver), 'explode:1:x', cardId)).text).toBe('Out of date.');
  expect(store.cards.find(taskId)?.wanted).toBe(wanted + 1);
  expect(store.notices.listChanged()).toEqual([]);
});

test('a bug is logged, and the press answered', async () => {
  const { bench, taskId, press, say } = setUp();
  const data = encodeAction({ kind: 'stop', key: '1' }, taskId);
  bench.context.store.tasks.find = () => {
    throw new Error('the disk is full');
  };
  const calls = await press(by(operator), data, cardId);
  expect(toast(calls).text).toBe('That went wrong on my side; the log has the reason.');
  expect(await say(by(operator), '/task SHOP-001')).toEqual([
    'That went wrong on my side; the log has the reason.',
  ]);
  expect(bench.logged.filter(({ level }) => level === 'error')).toHaveLength(2);
});

test('Start again opens a further task for an ended one, once, and has a command as its twin', async () => {
  const { bench, store, taskId, press, say } = setUp();
  const by = { who: 'Ada', via: 'plane' } as const;
  expect(await say({ from: operator }, '/restart SHOP-001')).toEqual(['SHOP-001: SHOP-001 is open already.']);
  signal(bench, taskId, { type: 'cancel', by });
  const task = store.tasks.find(taskId);
  if (task === undefined) throw new Error('the task is gone');
  askToRestart(bench.context, task, { title: 'Show prices', description: '' }, by);
  const data = keyOf(bench, taskId, 'restart');
  const from = { from: operator, chat: group };
  expect(toast(await press({ ...from, from: approver }, data, cardId)).alert).toBe(true);
  expect(toast(await press(from, data, cardId))).toEqual({ text: 'SHOP-001-2 opened.', alert: false });
  expect(toast(await press(from, data, cardId)).text).toBe('Out of date.');
  expect(store.tasks.listOpen().map((one) => one.work_item_id)).toEqual(['SHOP-001-2']);
  expect(await say({ from: operator }, '/restart')).toEqual([
    'These have ended. Press one, or say: /restart SHOP-001',
  ]);
  expect(await say({ from: operator }, '/restart SHOP-001')).toEqual([
    'SHOP-001: SHOP-001-2 is open already.',
  ]);
  signal(bench, 2, { type: 'cancel', by });
  expect(await say({ from: operator }, '/restart SHOP-001')).toEqual(['SHOP-001: SHOP-001-3 opened.']);
});
