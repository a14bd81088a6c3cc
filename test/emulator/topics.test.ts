import { expect, test } from 'vitest';
import type { EmulatorChat } from '../../src/emulator/create-emulator.ts';
import { alice, bob, forum, group, refusal, startEmulator } from './started-emulator.ts';

const memberIds = [alice, bob];

/** A forum whose topics the bot may not manage, with topic 7 of the people and Bob as its administrator. */
function startAsMember() {
  const chat: EmulatorChat = {
    id: forum,
    type: 'supergroup',
    title: 'Forum',
    memberIds,
    adminIds: [bob],
    topics: [{ id: 7, name: 'Shop' }],
    botCanManageTopics: false,
  };
  return startEmulator({ chats: [chat] });
}

test('the bot opens a topic, and its service message gives the topic its id', async () => {
  const { emulator, api } = await startEmulator();
  await api.sendMessage(forum, 'before');
  const topic = await api.createForumTopic(forum, ' ET-7  Search ');
  expect(topic).toMatchObject({ message_thread_id: 2, name: 'ET-7 Search' });
  const sent = await api.sendMessage(forum, 'card', { message_thread_id: 2 });
  expect(sent).toMatchObject({ message_thread_id: 2, is_topic_message: true });
  expect(emulator.topics(forum)).toEqual([
    { id: 7, name: 'Shop', closed: false, byBot: false },
    { id: 2, name: 'ET-7 Search', closed: false, byBot: true },
  ]);
  expect((await api.getUpdates())[0]?.message).toMatchObject({
    message_id: 2,
    message_thread_id: 2,
    from: { is_bot: true },
    forum_topic_created: { name: 'ET-7 Search' },
  });
  expect(await refusal(api.deleteMessage(forum, 2))).toBe("400 Bad Request: message can't be deleted");
});

test('a name is cut to 128 characters and may not be empty', async () => {
  const { emulator, api } = await startEmulator();
  await api.createForumTopic(forum, '🚀'.repeat(130));
  expect(emulator.topics(forum)[1]?.name).toBe('🚀'.repeat(128));
  expect(await refusal(api.createForumTopic(forum, ' '))).toBe('400 Bad Request: title must be non-empty');
});

test('a topic is renamed, closed, opened again and deleted with its messages', async () => {
  const { emulator, api } = await startEmulator();
  const { message_thread_id: topic } = await api.createForumTopic(forum, 'one');
  await api.sendMessage(forum, 'inside', { message_thread_id: topic });
  await api.sendMessage(forum, 'outside');
  await api.editForumTopic(forum, topic, { name: 'two' });
  await api.editForumTopic(forum, topic);
  expect(await refusal(api.editForumTopic(forum, topic, { name: 'two' }))).toBe(
    '400 Bad Request: TOPIC_NOT_MODIFIED',
  );
  await api.closeForumTopic(forum, topic);
  expect(await refusal(api.closeForumTopic(forum, topic))).toBe('400 Bad Request: TOPIC_NOT_MODIFIED');
  await api.reopenForumTopic(forum, topic);
  expect(await refusal(api.reopenForumTopic(forum, topic))).toBe('400 Bad Request: TOPIC_NOT_MODIFIED');
  const services = (await api.getUpdates()).map(({ message }) => message);
  expect(services).toMatchObject([
    { forum_topic_created: { name: 'one' } },
    { forum_topic_edited: { name: 'two' } },
    { forum_topic_closed: {} },
    { forum_topic_reopened: {} },
  ]);
  await api.deleteForumTopic(forum, topic);
  expect(emulator.messages(forum).map(({ text }) => text)).toEqual(['outside']);
  expect(await refusal(api.sendMessage(forum, 'x', { message_thread_id: topic }))).toBe(
    '400 Bad Request: message thread not found',
  );
  expect(await refusal(api.deleteForumTopic(forum, topic))).toBe('400 Bad Request: TOPIC_ID_INVALID');
  expect(await refusal(api.editForumTopic(forum, 0))).toBe(
    '400 Bad Request: invalid forum topic identifier specified',
  );
});

test('without the right to it a bot opens no topic, changes none, and writes into no closed one', async () => {
  const { emulator, api } = await startAsMember();
  const rights = 'Bad Request: not enough rights to';
  expect(await refusal(api.createForumTopic(forum, 'x'))).toBe(`400 ${rights} create a topic`);
  expect(await refusal(api.editForumTopic(forum, 7, { name: 'x' }))).toBe(`400 ${rights} edit the topic`);
  expect(await refusal(api.closeForumTopic(forum, 7))).toBe(`400 ${rights} close or open the topic`);
  expect(await refusal(api.deleteForumTopic(forum, 7))).toBe(`400 ${rights} delete the topic`);
  const { message_id } = await api.sendMessage(forum, 'open', { message_thread_id: 7 });
  emulator.closeTopic(forum, 7);
  expect(await refusal(api.sendMessage(forum, 'x', { message_thread_id: 7 }))).toBe(
    '400 Bad Request: TOPIC_CLOSED',
  );
  await api.editMessageText(forum, message_id, 'an edit is no send');
  emulator.reopenTopic(forum, 7);
  await api.sendMessage(forum, 'open again', { message_thread_id: 7 });
});

test('an administrator writes into a closed topic, be it the bot or a person', async () => {
  const managing = await startEmulator();
  managing.emulator.closeTopic(forum, 7);
  await managing.api.sendMessage(forum, 'x', { message_thread_id: 7 });

  const { emulator } = await startAsMember();
  emulator.closeTopic(forum, 7);
  emulator.sendText(bob, forum, 'x', { threadId: 7 });
  expect(() => emulator.sendText(alice, forum, 'x', { threadId: 7 })).toThrow('topic 7 is closed');
});

test('people open, rename and delete topics too', async () => {
  const { emulator, api } = await startEmulator();
  const topic = emulator.createTopic(forum, 'one');
  emulator.renameTopic(forum, topic, 'two');
  emulator.sendText(alice, forum, 'x', { threadId: topic });
  emulator.deleteTopic(forum, topic);
  expect(emulator.messages(forum)).toEqual([]);
  expect((await api.getUpdates()).map(({ message }) => message?.from?.id)).toEqual([alice, alice, alice]);
  expect(() => emulator.closeTopic(forum, topic)).toThrow(`has no topic ${topic}`);
});

test('what answers nothing in a topic answers the message that opened it, but not in General', async () => {
  const { emulator, api } = await startEmulator();
  const { message_thread_id: topic } = await api.createForumTopic(forum, 'one');
  emulator.sendText(alice, forum, 'in a topic', { threadId: topic });
  emulator.sendText(alice, forum, 'in one of old', { threadId: 7 });
  emulator.sendText(alice, forum, 'in General');
  const [, first, second, general] = (await api.getUpdates()).map(({ message }) => message);
  expect(first?.reply_to_message).toMatchObject({
    message_id: topic,
    forum_topic_created: { name: 'one' },
  });
  expect(second?.reply_to_message).toMatchObject({ message_id: 7, forum_topic_created: { name: 'Shop' } });
  expect(general?.reply_to_message).toBeUndefined();
  expect(general?.is_topic_message).toBeUndefined();
});

test('no message takes the number of a topic', async () => {
  const { api } = await startEmulator();
  const ids = [];
  for (let sent = 0; sent < 8; sent += 1) ids.push((await api.sendMessage(forum, 'x')).message_id);
  expect(ids).toEqual([1, 2, 3, 4, 5, 6, 8, 9]);
});

test('only forums have topics, and say so', async () => {
  const { api } = await startEmulator();
  expect(await refusal(api.createForumTopic(group, 'x'))).toBe('400 Bad Request: the chat is not a forum');
  expect(await api.getChat(forum)).toMatchObject({ is_forum: true });
  expect(await api.getChat(group)).not.toHaveProperty('is_forum');
  expect(await api.getChatMember(forum, 4242)).toMatchObject({
    status: 'administrator',
    can_manage_topics: true,
  });
  expect(await api.getChatMember(group, 4242)).toMatchObject({ status: 'member' });
});

test('work on topics takes from the budget of the chat', async () => {
  const { api, time } = await startEmulator({
    limits: { privatePerSecond: 1, groupPerMinute: 20, burst: 2 },
  });
  const { message_thread_id: topic } = await api.createForumTopic(forum, 'one');
  await api.sendMessage(forum, 'x');
  expect(await refusal(api.closeForumTopic(forum, topic))).toBe('429 Too Many Requests: retry after 3');
  time.pass(3);
  await api.closeForumTopic(forum, topic);
});
