import { addMessage, peekMessageId, removeMessage } from './messages.ts';
import type { EmulatorService, EmulatorTopic } from './model.ts';
import { announce, type ChatState, type EmulatorState } from './state.ts';
import { toMessage } from './to-message.ts';
import { enqueue, type UpdateMessage } from './updates.ts';

/** Who writes a message: a person's id, or the bot's. */
type Author = { fromId: number; fromBot: boolean };

export function toBotAuthor({ bot }: EmulatorState): Author {
  return { fromId: bot.id, fromBot: true };
}

export function isTopic({ topics }: ChatState, threadId: number): boolean {
  return topics?.has(threadId) === true;
}

/** Whether the bot may manage topics, which makes it an administrator. */
export function botManagesTopics({ chat, topics }: ChatState): boolean {
  return topics !== undefined && chat.type !== 'private' && chat.botCanManageTopics !== false;
}

/** A closed topic takes messages of those who may manage it only: administrators, and who opened it. */
export function isClosedFor(chat: ChatState, threadId: number | undefined, author: Author): boolean {
  const topic = threadId === undefined ? undefined : chat.topics?.get(threadId);
  if (topic?.closed !== true) return false;
  if (author.fromBot) return !topic.byBot && !botManagesTopics(chat);
  return chat.chat.type === 'private' || chat.chat.adminIds?.includes(author.fromId) !== true;
}

/** Its service message opens the topic and gives it its id. */
export function addTopic(state: EmulatorState, chat: ChatState, name: string, author: Author): EmulatorTopic {
  // In every forum 1 is General's.
  chat.numbering.next = Math.max(chat.numbering.next, 2);
  const id = peekMessageId(chat);
  const { fromBot: byBot } = author;
  const message = addService(state, chat, { kind: 'topic-created', name }, author, id);
  const topic = { id: message.id, name, closed: false, byBot };
  changeTopic(state, chat, topic);
  return topic;
}

export function renameTopic(
  state: EmulatorState,
  chat: ChatState,
  topic: EmulatorTopic,
  name: string,
  author: Author,
): void {
  changeTopic(state, chat, { ...topic, name });
  addService(state, chat, { kind: 'topic-edited', name }, author, topic.id);
}

export function setTopicClosed(
  state: EmulatorState,
  chat: ChatState,
  topic: EmulatorTopic,
  closed: boolean,
  author: Author,
): void {
  changeTopic(state, chat, { ...topic, closed });
  addService(state, chat, { kind: closed ? 'topic-closed' : 'topic-reopened' }, author, topic.id);
}

/** Takes all its messages along; bots are told of none of it. */
export function removeTopic(state: EmulatorState, chat: ChatState, topicId: number): void {
  for (const message of chat.messages.values()) {
    if (message.threadId === topicId) removeMessage(state, chat, message);
  }
  chat.topics?.delete(topicId);
  announceTopics(state, chat);
}

/** A service message reaches the bot even where its own call caused it (Bot API server, need_skip_update_message). */
export function addService(
  state: EmulatorState,
  chat: ChatState,
  service: EmulatorService,
  author: Author,
  threadId?: number,
): { id: number } {
  const place = threadId === undefined ? {} : { threadId };
  const message = addMessage(state, chat, { ...author, text: '', entities: [], service, ...place });
  if (chat.standing.kind === 'member') {
    enqueue(state.updates, { message: toMessage(state, message) as UpdateMessage }, state.now());
  }
  return message;
}

function changeTopic(state: EmulatorState, chat: ChatState, topic: EmulatorTopic): void {
  chat.topics?.set(topic.id, topic);
  announceTopics(state, chat);
}

function announceTopics(state: EmulatorState, { chat, topics }: ChatState): void {
  announce(state, { kind: 'topics', chatId: chat.id, topics: [...(topics?.values() ?? [])] });
}
