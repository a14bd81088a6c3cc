import { requireGroup } from './members.ts';
import type { EmulatorTopic } from './model.ts';
import type { ChatState, EmulatorState } from './state.ts';
import { addTopic, removeTopic, renameTopic, setTopicClosed } from './topics.ts';

/** What an administrator does to topics by hand. Everything here throws a plain Error when it cannot be done. */
export function createTopic(state: EmulatorState, chatId: number, name: string): number {
  const chat = requireForum(state, chatId);
  return addTopic(state, chat, name, someoneOf(chat)).id;
}

export function renameTopicAsUser(
  state: EmulatorState,
  chatId: number,
  threadId: number,
  name: string,
): void {
  const chat = requireForum(state, chatId);
  renameTopic(state, chat, requireTopic(chat, threadId), name, someoneOf(chat));
}

export function setTopicClosedAsUser(
  state: EmulatorState,
  chatId: number,
  threadId: number,
  closed: boolean,
): void {
  const chat = requireForum(state, chatId);
  const topic = requireTopic(chat, threadId);
  if (topic.closed === closed) throw new Error(`topic ${threadId} is ${closed ? 'closed' : 'open'} already`);
  setTopicClosed(state, chat, topic, closed, someoneOf(chat));
}

export function deleteTopicAsUser(state: EmulatorState, chatId: number, threadId: number): void {
  const chat = requireForum(state, chatId);
  removeTopic(state, chat, requireTopic(chat, threadId).id);
}

export function listTopics(state: EmulatorState, chatId: number): EmulatorTopic[] {
  return [...(requireForum(state, chatId).topics?.values() ?? [])];
}

function requireForum(state: EmulatorState, chatId: number): ChatState {
  const chat = requireGroup(state, chatId);
  if (chat.topics === undefined) throw new Error(`chat ${chatId} is no forum`);
  return chat;
}

function requireTopic(chat: ChatState, threadId: number): EmulatorTopic {
  const topic = chat.topics?.get(threadId);
  if (topic === undefined) throw new Error(`chat ${chat.chat.id} has no topic ${threadId}`);
  return topic;
}

function someoneOf({ chat }: ChatState): { fromId: number; fromBot: boolean } {
  const members = chat.type === 'private' ? [chat.userId] : [...(chat.adminIds ?? []), ...chat.memberIds];
  return { fromId: members[0] ?? 0, fromBot: false };
}
