import type { Api } from 'grammy';
import type { Clock } from '../clock.ts';
import type { ChatManner } from '../domain/chat.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import type { Logger } from '../log.ts';
import type { Rate } from './chat-budget.ts';
import type { CardStore, ChatStore, NoticeStore, TopicStore } from './publisher-stores.ts';

export type TelegramApi = Pick<
  Api,
  | 'sendMessage'
  | 'sendDocument'
  | 'sendPhoto'
  | 'editMessageText'
  | 'editMessageReplyMarkup'
  | 'deleteMessage'
  | 'deleteMessages'
  | 'createForumTopic'
  | 'editForumTopic'
  | 'closeForumTopic'
  | 'reopenForumTopic'
>;

type PublisherLimits = { private: Rate; group: Rate; overall: Rate };

export type PublisherDeps = {
  api: TelegramApi;
  cards: CardStore;
  notices: NoticeStore;
  chats: ChatStore;
  topics: TopicStore;
  view(taskId: number): TaskView | undefined;
  manner(chatId: number): Pick<ChatManner, 'timezone' | 'quietHours'>;
  translator(chatId: number): Translator;
  /** What a run wrote, as the file to be sent; null when there is nothing. */
  readOutput(runId: number): Promise<Uint8Array | null>;
  /** The picture of that key, made now; null when there is nothing to show any more. */
  readPicture(key: string): Promise<Uint8Array | null>;
  clock: Clock;
  log: Logger;
  checkpoint(name: string): void;
  limits?: Partial<PublisherLimits>;
  /** How long a card whose sending was not answered is left alone before it is sent anew. */
  indeterminateWaitMs?: number;
};
