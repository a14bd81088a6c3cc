import { GrammyError, HttpError } from 'grammy';
import { expect, test } from 'vitest';
import { answerOf } from '../../src/telegram/telegram-errors.ts';

const refusal = (code: number, description: string, parameters = {}) =>
  new GrammyError('failed', { ok: false, error_code: code, description, parameters }, 'sendMessage', {});
const loss = (code: string) => new HttpError('failed', Object.assign(new Error('lost'), { code }));

test.each([
  [429, 'Too Many Requests: retry after 7', 'flood'],
  [400, 'Bad Request: message is not modified: specified new message content is the same', 'unchanged'],
  [400, 'Bad Request: message to edit not found', 'gone'],
  [400, "Bad Request: message can't be edited", 'gone'],
  [400, 'Bad Request: there is no text in the message to edit', 'gone'],
  [400, 'Bad Request: message to delete not found', 'gone'],
  [400, "Bad Request: message can't be deleted", 'undeletable'],
  [400, "Bad Request: message can't be deleted for everyone", 'undeletable'],
  [400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 3", 'entities'],
  [400, 'Bad Request: MESSAGE_TOO_LONG', 'refused'],
  [400, 'Bad Request: BUTTON_DATA_INVALID', 'refused'],
  [400, 'Bad Request: chat not found', 'closed'],
  [403, 'Forbidden: bot was blocked by the user', 'closed'],
  [403, 'Forbidden: user is deactivated', 'closed'],
  [403, "Forbidden: bot can't initiate conversation with a user", 'closed'],
  [403, 'Forbidden: bot was kicked from the supergroup chat', 'closed'],
  [403, 'Forbidden: bot is not a member of the supergroup chat', 'closed'],
  [403, 'Forbidden: the group chat was deleted', 'closed'],
  [400, 'Bad Request: not enough rights to send text messages to the chat', 'closed'],
  [400, 'Bad Request: have no rights to send a message', 'closed'],
  [400, 'Bad Request: message thread not found', 'topic-gone'],
  [400, 'Bad Request: TOPIC_CLOSED', 'topic-closed'],
  [400, 'Bad Request: not enough rights to create a topic', 'no-topics'],
  [400, 'Bad Request: the chat is not a forum', 'no-topics'],
  [401, 'Unauthorized', 'transient'],
  [500, 'Internal Server Error: restart', 'transient'],
])('%i %s is taken for what it is', async (code, description, kind) => {
  const answer = await answerOf(() => Promise.reject(refusal(code, description)));
  expect(answer).toMatchObject({ kind, why: `telegram answered ${code}: ${description}` });
});

test('a wait and a new id are read from the parameters, not from the words', async () => {
  const flood = refusal(429, 'Too Many Requests: retry after 7', { retry_after: 9 });
  expect(await answerOf(() => Promise.reject(flood))).toMatchObject({ kind: 'flood', retryAfterMs: 9000 });
  const moved = refusal(400, 'Bad Request: group chat was upgraded', { migrate_to_chat_id: -1001 });
  expect(await answerOf(() => Promise.reject(moved))).toMatchObject({ kind: 'moved', toChatId: -1001 });
});

test('only what failed before a connection stood is certainly not done', async () => {
  expect(await answerOf(() => Promise.reject(loss('ECONNREFUSED')))).toMatchObject({ kind: 'transient' });
  expect(await answerOf(() => Promise.reject(loss('ECONNRESET')))).toMatchObject({ kind: 'unanswered' });
  await expect(answerOf(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
});
