import type { Project } from '../domain/project.ts';
import type { Context } from '../workflow/context.ts';
import type { Place } from './bot-context.ts';

/** The project that the chat, or the topic, belongs to; null where it is none, or more than one. */
export function homeOf({ projects, store }: Context, { chatId, topicId }: Place): Project | null {
  const here = projects.all.filter(({ chat }) => chat !== null && store.chats.current(chat.id) === chatId);
  const inTopic = here.filter((project) => topicId !== null && topicOf(project) === topicId);
  const [only, another] = inTopic.length > 0 ? inTopic : here;
  return only !== undefined && another === undefined ? only : null;

  function topicOf({ name, chat }: Project): number | null {
    if (typeof chat?.topic === 'number') return chat.topic;
    return store.topics.find(chatId, `project:${name}`)?.topic_id ?? null;
  }
}
