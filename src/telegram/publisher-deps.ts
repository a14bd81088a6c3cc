import type { Api } from 'grammy';
import type { Clock } from '../clock.ts';
import type { TaskView } from '../domain/task-view.ts';
import type { Logger } from '../log.ts';
import type { Rate } from './chat-budget.ts';
import type { CardStore, ChatStore, NoticeStore } from './publisher-stores.ts';

export type TelegramApi = Pick<Api, 'sendMessage' | 'sendDocument' | 'editMessageText' | 'deleteMessage'>;

type PublisherLimits = { private: Rate; group: Rate; overall: Rate };

export type PublisherDeps = {
  api: TelegramApi;
  cards: CardStore;
  notices: NoticeStore;
  chats: ChatStore;
  view(taskId: number): TaskView | undefined;
  /** What a run wrote, as the file to be sent; null when there is nothing. */
  readOutput(runId: number): Promise<Uint8Array | null>;
  clock: Clock;
  log: Logger;
  checkpoint(name: string): void;
  limits?: Partial<PublisherLimits>;
  /** How long a card whose sending was not answered is left alone before it is sent anew. */
  indeterminateWaitMs?: number;
};
