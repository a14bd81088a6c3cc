import { badRequest } from '../api-error.ts';
import { requireChat, spendWrite } from '../chats.ts';
import type { EmulatorTopic } from '../model.ts';
import { type Params, readInteger, readString } from '../parameters.ts';
import type { ChatState, EmulatorState } from '../state.ts';
import {
  addTopic,
  botManagesTopics,
  removeTopic,
  renameTopic,
  setTopicClosed,
  toBotAuthor,
} from '../topics.ts';
import type { Method } from './method.ts';

const longestName = 128;

export const createForumTopic: Method = (state, { params }) => {
  const chat = requireForum(state, params);
  if (!botManagesTopics(chat)) throw badRequest('not enough rights to create a topic');
  const name = readName(params);
  if (name === '') throw badRequest('title must be non-empty');
  spendWrite(state, chat);
  const topic = addTopic(state, chat, name, toBotAuthor(state));
  return { message_thread_id: topic.id, name, icon_color: readInteger(params, 'icon_color') ?? 0x6fb9f0 };
};

/** Without a name nothing changes and nothing is wrong (TDLib, edit_forum_topic). */
export const editForumTopic: Method = (state, { params }) => {
  const { chat, topic } = requireTopic(state, params, 'edit');
  const name = readName(params);
  if (name === '') return true;
  if (name === topic.name) throw badRequest('TOPIC_NOT_MODIFIED');
  spendWrite(state, chat);
  renameTopic(state, chat, topic, name, toBotAuthor(state));
  return true;
};

export const closeForumTopic: Method = (state, { params }) => setClosed(state, params, true);

export const reopenForumTopic: Method = (state, { params }) => setClosed(state, params, false);

/** At Telegram this needs the right to delete messages; here the right to manage topics covers it. */
export const deleteForumTopic: Method = (state, { params }) => {
  const { chat, topic } = requireTopic(state, params, 'delete');
  spendWrite(state, chat);
  removeTopic(state, chat, topic.id);
  return true;
};

function setClosed(state: EmulatorState, params: Params, closed: boolean): true {
  const { chat, topic } = requireTopic(state, params, 'close or open');
  if (topic.closed === closed) throw badRequest('TOPIC_NOT_MODIFIED');
  spendWrite(state, chat);
  setTopicClosed(state, chat, topic, closed, toBotAuthor(state));
  return true;
}

function requireForum(state: EmulatorState, params: Params): ChatState {
  const chat = requireChat(state, params);
  if (chat.topics === undefined) throw badRequest('the chat is not a forum');
  return chat;
}

/** The bot may do all this to a topic of its own without any right. */
function requireTopic(
  state: EmulatorState,
  params: Params,
  wish: 'edit' | 'delete' | 'close or open',
): { chat: ChatState; topic: EmulatorTopic } {
  const chat = requireForum(state, params);
  const id = readInteger(params, 'message_thread_id') ?? 0;
  if (id <= 0) throw badRequest('invalid forum topic identifier specified');
  const topic = chat.topics?.get(id);
  if (topic === undefined) throw badRequest('TOPIC_ID_INVALID');
  if (!topic.byBot && !botManagesTopics(chat)) throw badRequest(`not enough rights to ${wish} the topic`);
  return { chat, topic };
}

/** What is too long is cut, as TDLib does (MAX_FORUM_TOPIC_TITLE_LENGTH). */
function readName(params: Params): string {
  const name = (readString(params, 'name') ?? '').replaceAll(/\s+/g, ' ').trim();
  return Array.from(name).slice(0, longestName).join('');
}
