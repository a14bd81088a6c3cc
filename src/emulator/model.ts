import type { InlineKeyboardButton, MessageEntity } from 'grammy/types';

/** The language is a two-letter code; without one it is English. */
export type EmulatorUser = { id: number; firstName: string; username?: string; languageCode?: string };

/**
 * A private chat listed here counts as started by its user; another user's begins with their /start. A supergroup with
 * topics, be it none yet, is a forum; General is none of them, as it has no thread. In a forum the bot is an
 * administrator who may manage topics unless `botCanManageTopics` is false, elsewhere it is a plain member.
 */
export type EmulatorChat =
  | { id: number; type: 'private'; userId: number }
  | {
      id: number;
      type: 'group' | 'supergroup';
      title: string;
      memberIds: number[];
      /** Members who are administrators: they see those commands, and may write into closed topics. */
      adminIds?: number[];
      topics?: { id: number; name: string }[];
      botCanManageTopics?: boolean;
    };

export type EmulatorTopic = { id: number; name: string; closed: boolean; byBot: boolean };

export type EmulatorLimits = { privatePerSecond: number; groupPerMinute: number; burst: number };

export type EmulatorOptions = {
  token: string;
  botName?: string;
  botUsername?: string;
  users: EmulatorUser[];
  chats: EmulatorChat[];
  limits?: EmulatorLimits | 'off';
  now?: () => Date;
  title?: string;
  /** Where the updates for a webhook's origin really go: what a proxy that ends TLS does in production. */
  webhookOrigins?: Record<string, string>;
  /** The wait before the first retry of a delivery, which then doubles up to a minute. */
  webhookRetryMs?: number;
};

export type EmulatorButton = {
  text: string;
  data?: string;
  url?: string;
  style?: 'danger' | 'success' | 'primary';
  copyText?: string;
  disabled?: true;
};

type EmulatorDocument = { id: string; name: string; type: string; sizeBytes: number };
type EmulatorPhoto = { id: string; width: number; height: number; sizeBytes: number };

/** What a service message tells; it has no text. */
export type EmulatorService =
  | { kind: 'topic-created' | 'topic-edited'; name: string }
  | { kind: 'topic-closed' | 'topic-reopened' }
  | { kind: 'joined' | 'left'; userId: number }
  | { kind: 'migrated-from' | 'migrated-to'; chatId: number };

/** Who wrote a forwarded message first. Without `userId` they hide their account. */
type EmulatorForward = { name: string; userId?: number };

export type EmulatorSendOptions = {
  replyTo?: number | undefined;
  threadId?: number | undefined;
  forwardedFrom?: EmulatorForward | undefined;
};

/** A file as a person sends it. A `photo` must be a PNG, JPEG, GIF or WebP; messages with one `album` belong together. */
export type EmulatorUpload = EmulatorSendOptions & {
  name: string;
  type: string;
  bytes: Uint8Array;
  caption?: string | undefined;
  photo?: boolean | undefined;
  album?: string | undefined;
};

/** Dates are Unix seconds, as in the Bot API. The text of a message with a file is its caption. */
export type EmulatorMessage = {
  id: number;
  chatId: number;
  threadId?: number;
  fromId: number;
  fromBot: boolean;
  text: string;
  entities: MessageEntity[];
  buttons: EmulatorButton[][];
  replyTo?: number;
  date: number;
  editDate?: number;
  silent: boolean;
  edits: number;
  forceReply: boolean;
  document?: EmulatorDocument;
  photo?: EmulatorPhoto;
  album?: string;
  forwardedFrom?: EmulatorForward;
  service?: EmulatorService;
};

/** `fault` says that an injected fault shaped the outcome: with `lost-answer` the call was applied. */
export type EmulatorCall = {
  method: string;
  params: Record<string, unknown>;
  ok: boolean;
  error?: string;
  time: Date;
  fault?: EmulatorFault['kind'];
};

export type EmulatorChange = {
  kind: 'sent' | 'edited' | 'deleted' | 'callback-answered';
  chatId: number;
  message: EmulatorMessage;
};

export type ErrorParameters = { retry_after?: number; migrate_to_chat_id?: number };

/** `*` matches every method, getUpdates included. `times` may be Infinity, until `clearFaults()`. */
export type EmulatorFault = { method: string; times?: number; chatId?: number } & (
  | { kind: 'error'; code: number; description: string; parameters?: ErrorParameters }
  | { kind: 'lost-answer' }
  | { kind: 'refused' }
  | { kind: 'delay'; ms: number }
);

export type PressAnswer = { text?: string; alert: boolean; answered: boolean };

export type Formatted = { text: string; entities: MessageEntity[] };

/** A message as it is kept, never changed but replaced: the keyboard is the one the bot sent, so that answers repeat it. */
export type StoredMessage = Readonly<
  Omit<EmulatorMessage, 'buttons'> & { keyboard: InlineKeyboardButton[][]; editable: boolean }
>;
