import type { Rank, Wish } from './chat-wish.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { StoredTopic } from './publisher-stores.ts';
import { createTopic, renameTopic, setTopicOpen } from './telegram-calls.ts';
import type { Answer, Refusal } from './telegram-errors.ts';
import { toRepeatable, toResult, type WriteResult, written } from './write-result.ts';

type TopicDeps = Pick<PublisherDeps, 'api' | 'topics' | 'log'>;

/** `waiting`: the most important of what waits for each subject's topic. */
export function topicWishes(
  deps: TopicDeps,
  topics: readonly StoredTopic[],
  waiting: ReadonlyMap<string, Rank>,
): Wish[] {
  return topics.flatMap((topic) => topicWish(deps, topic, waiting.get(topic.subject)));
}

function topicWish(deps: TopicDeps, topic: StoredTopic, waiting: Rank | undefined): Wish[] {
  const { topic_id: topicId, wanted_name: wantedName, wanted_open: wantedOpen } = topic;
  const wish = (rank: Rank, begin: Wish['begin']): Wish[] => [
    {
      key: `topic ${topic.subject}`,
      chatId: topic.chat_id,
      rank,
      paid: true,
      // Before what waits for it.
      order: [-1, '', 0],
      lines: [],
      begin,
    },
  ];
  if (topicId === null) return wantedOpen === 1 ? wish(waiting ?? 'card', () => make(deps, topic)) : [];
  const at = { chatId: topic.chat_id, topicId };
  if (topic.open !== wantedOpen) return wish(waiting ?? 'tidy', () => setOpen(deps, topic, at));
  return topic.name === wantedName ? [] : wish('tidy', () => rename(deps, topic, at));
}

async function make(deps: TopicDeps, topic: StoredTopic): Promise<WriteResult> {
  const { chat_id: chatId, subject, wanted_name: name } = topic;
  const answer = await createTopic(deps, chatId, name);
  if (answer.kind === 'answered') {
    deps.topics.markMade({ chatId, subject, topicId: answer.value, name });
    return written;
  }
  if (answer.kind === 'unanswered')
    deps.log.warn({ chat: chatId, subject, why: answer.why }, 'a topic may come to stand there twice');
  return giveUpIfRefused(deps, topic, answer, toResult(answer));
}

type At = { chatId: number; topicId: number };

async function setOpen(deps: TopicDeps, topic: StoredTopic, at: At): Promise<WriteResult> {
  const open = topic.wanted_open === 1;
  const answer = await setTopicOpen(deps, at, open);
  return settle(deps, topic, answer, () => deps.topics.markOpen(at.chatId, topic.subject, open));
}

async function rename(deps: TopicDeps, topic: StoredTopic, at: At): Promise<WriteResult> {
  const name = topic.wanted_name;
  const answer = await renameTopic(deps, at, name);
  return settle(deps, topic, answer, () => deps.topics.markNamed(at.chatId, topic.subject, name));
}

function settle(deps: TopicDeps, topic: StoredTopic, answer: Answer<true>, done: () => void): WriteResult {
  if (answer.kind === 'answered' || answer.kind === 'unchanged') {
    done();
    return written;
  }
  if (answer.kind === 'topic-gone') {
    deps.topics.forget(topic.chat_id, topic.subject);
    return written;
  }
  return giveUpIfRefused(deps, topic, answer, toRepeatable(answer));
}

/** What was to stand in the topic goes to the chat itself. */
function giveUpIfRefused(
  deps: TopicDeps,
  topic: StoredTopic,
  { why }: Refusal,
  result: WriteResult,
): WriteResult {
  if (result.kind !== 'refused') return result;
  deps.log.warn({ chat: topic.chat_id, subject: topic.subject, why }, 'there is trouble with a topic');
  deps.topics.setTrouble(topic.chat_id, topic.subject, why);
  return written;
}
