import { answerCallbackQuery } from './answer-callback-query.ts';
import { getChat, getMe, sendChatAction } from './chat-info.ts';
import { deleteMyCommands, getMyCommands, setMyCommands } from './commands.ts';
import { deleteMessage, deleteMessages } from './delete-message.ts';
import { editMessageReplyMarkup, editMessageText } from './edit-message.ts';
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './get-updates.ts';
import type { Method } from './method.ts';
import { sendDocument } from './send-document.ts';
import { sendMessage } from './send-message.ts';

const methods: Record<string, Method> = {
  answerCallbackQuery,
  deleteMessage,
  deleteMessages,
  deleteMyCommands,
  deleteWebhook,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  sendChatAction,
  sendDocument,
  sendMessage,
  setMyCommands,
  setWebhook,
};

const byLowerName = new Map(
  Object.entries(methods).map(([name, run]) => [name.toLowerCase(), { name, run }]),
);

/** Telegram takes method names in any case. */
export function findMethod(name: string): { name: string; run: Method } | undefined {
  return byLowerName.get(name.toLowerCase());
}
