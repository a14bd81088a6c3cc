import { expect, test } from 'vitest';
import { encodeAction } from '../../src/telegram/callback-data.ts';
import {
  approver,
  askApproval,
  createBench,
  createTestBot,
  group,
  open,
  second,
  stranger,
  toast,
  viewer,
} from './bench.ts';

async function setUp() {
  const bench = createBench();
  const { taskId } = open(bench);
  const nonce = askApproval(bench, taskId, 'aaaa1111bbbb');
  const hands = createTestBot(bench);
  const calls = await hands.press(
    { from: approver, chat: group, topic: 7 },
    encodeAction({ kind: 'changes', key: nonce }, taskId),
    40,
  );
  return { bench, store: bench.store, taskId, asked: calls, prompt: { id: 5002 }, ...hands };
}

const words = '  Prices in euros only.\n\n- with <b>tax</b>  ';

test('Changes asks below the card, names the asker, and remembers the question', async () => {
  const { asked, store, prompt } = await setUp();
  expect(toast(asked)).toEqual({ text: undefined, alert: undefined });
  expect(asked[1]).toMatchObject({
    method: 'sendMessage',
    payload: {
      chat_id: group,
      message_thread_id: 7,
      text: 'What should change in the BRD of SHOP-001 (revision aaaa1111)? Reply to this message.\nAsked by User12',
      reply_parameters: { message_id: 40, allow_sending_without_reply: true },
      reply_markup: { force_reply: true, selective: true },
      entities: [{ type: 'text_mention', offset: 95, length: 6, user: { id: approver } }],
    },
  });
  expect(store.chats.findReplyPrompt(group, prompt.id)).toBeDefined();
});

test('the reply sends the requirements back, word for word', async () => {
  const { store, taskId, prompt, say } = await setUp();
  const from = { from: second, chat: group, topic: 7, replyTo: prompt };
  expect(await say(from, words)).toEqual(['Sent back with your changes.']);
  expect(store.approvals.findLatest(taskId)).toMatchObject({ decision: 'rejected', comment: words });
  expect(store.jobs.findOfTask(taskId)).toMatchObject({ agent: 'analyst', status: 'queued', notes: words });
  expect(await say(from, 'And more.')).toEqual(['User15 (15) sent this revision back just now.']);
});

test('it works after a restart too', async () => {
  const { bench, taskId, prompt } = await setUp();
  const restarted = createBench({ db: bench.db });
  const { say } = createTestBot(restarted);
  const from = { from: approver, chat: group, replyTo: prompt };
  expect(await say(from, '/etc/prices is wrong')).toEqual(['Sent back with your changes.']);
  expect(restarted.store.approvals.findLatest(taskId)?.comment).toBe('/etc/prices is wrong');
});

test('a reply after the approval is told the truth', async () => {
  const { taskId, store, prompt, say } = await setUp();
  await say({ from: second, chat: group }, '/approve');
  expect(await say({ from: approver, chat: group, replyTo: prompt }, 'No!')).toEqual([
    'User15 (15) approved this revision just now.',
  ]);
  expect(store.tasks.find(taskId)?.stage).toBe('architecture');
});

test('only who may approve is heard, and only in words', async () => {
  const { store, taskId, prompt, say, send } = await setUp();
  const reply = { chat: group, replyTo: prompt };
  expect(await say({ from: viewer, ...reply }, 'No')).toEqual([
    'This takes the role approver or one above it; yours is viewer.',
  ]);
  expect(await say({ from: stranger, ...reply }, 'No')).toEqual([]);
  const [sticker] = await send({ from: approver, ...reply }, { sticker: {} });
  expect(sticker?.payload['text']).toBe('I read text only: reply in words to the same message.');
  expect(await say({ from: approver, chat: group, replyTo: { id: 4999 } }, 'Not to the question')).toEqual(
    [],
  );
  expect(await say({ from: approver, replyTo: prompt }, 'Elsewhere')).toHaveLength(1);
  expect(store.approvals.findLatest(taskId)?.decision).toBeNull();
});

test('in a private chat nobody needs to be named, and words without a reply are told how', async () => {
  const bench = createBench();
  const { taskId } = open(bench);
  const key = askApproval(bench, taskId, 'aaaa1111bbbb');
  const { press, say } = createTestBot(bench);
  const [, asked] = await press({ from: approver }, encodeAction({ kind: 'changes', key }, taskId), 40);
  expect(asked?.payload['text']).toBe(
    'What should change in the BRD of SHOP-001 (revision aaaa1111)? Reply to this message.',
  );
  // With nobody named, a selective one would open the reply for nobody.
  expect(asked?.payload['reply_markup']).toMatchObject({ force_reply: true, selective: false });
  expect(await say({ from: approver }, 'Prices in euros only.')).toEqual([
    'If that is for SHOP-001: reply to my question (hold it, then Reply), or type /reject SHOP-001 and your words.',
  ]);
  await say({ from: approver }, '/approve');
  expect(await say({ from: approver }, 'Too late')).toEqual(['I act on commands only. /help lists them.']);
});

test('a press that is heard too late still asks', async () => {
  const bench = createBench();
  const { taskId } = open(bench);
  const key = askApproval(bench, taskId, 'aaaa1111');
  const why = 'Bad Request: query is too old and response timeout expired or query ID is invalid';
  const { press } = createTestBot(bench, ({ method }) =>
    method === 'answerCallbackQuery' ? { code: 400, why } : undefined,
  );
  const calls = await press(
    { from: approver, chat: group },
    encodeAction({ kind: 'changes', key }, taskId),
    40,
  );
  expect(calls.map(({ method }) => method)).toEqual(['answerCallbackQuery', 'sendMessage']);
  expect(bench.logged.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
});

test('long words with quotes and line breaks reach the analyst as they are; a photo and a voice say what is read', async () => {
  const { store, taskId, prompt, say, send } = await setUp();
  const reply = { from: second, chat: group, topic: 7, replyTo: prompt };
  const [voice] = await send(reply, { voice: { file_id: 'v', file_unique_id: 'v', duration: 1 } });
  expect(voice?.payload['text']).toBe('I read text only: reply in words to the same message.');
  expect(store.approvals.findLatest(taskId)?.decision).toBeNull();
  const long = `“Prices”\n\n> in 'euros' only\n\t- ${'🚂 & <tax> '.repeat(400)}`;
  await say(reply, long);
  expect(store.jobs.findOfTask(taskId)).toMatchObject({ agent: 'analyst', notes: long });
});

test('of a photo only the words under it go along', async () => {
  const { store, taskId, prompt, send } = await setUp();
  const photo = [{ file_id: 'p', file_unique_id: 'p', width: 1, height: 1 }];
  const reply = { from: second, chat: group, topic: 7, replyTo: prompt };
  const [told] = await send(reply, { photo, caption: 'As in the picture' });
  expect(told?.payload['text']).toBe(
    'Sent back with your changes. Only your words went along: the file stays here.',
  );
  expect(store.approvals.findLatest(taskId)?.comment).toBe('As in the picture');
});
