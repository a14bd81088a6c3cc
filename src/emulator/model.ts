import type { InlineKeyboardButton, MessageEntity } from 'grammy/types';

export type EmulatorUser = { id: number; firstName: string; username?: string };

/** A private chat listed here counts as started by its user. A supergroup with topics is a forum; General is none of them, as it has no thread. */
export type EmulatorChat =
  | { id: number; type: 'private'; userId: number }
  | {
      id: number;
      type: 'group' | 'supergroup';
      title: string;
      memberIds: number[];
      topics?: { id: number; name: string }[];
    };

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

/** Dates are Unix seconds, as in the Bot API. */
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

/** A message as it is kept: the keyboard is the one the bot sent, so that answers repeat it unchanged. */
export type StoredMessage = Omit<EmulatorMessage, 'buttons'> & {
  keyboard: InlineKeyboardButton[][];
  editable: boolean;
};
