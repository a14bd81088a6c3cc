import type { SignalboxBot } from '../../src/bot/create-bot.ts';
import type { NoticeRow } from '../../src/store/notices.ts';
import { writeNotice } from '../../src/telegram/publish-notices.ts';
import { mannerOf } from '../../src/workflow/chat-manner.ts';
import type { Context } from '../../src/workflow/context.ts';
import type { RunLogs } from '../../src/workflow/read-log.ts';

/** As the publisher does, at once. */
export function sendNotice(
  { context, logs }: { context: Context; logs: RunLogs },
  bot: SignalboxBot,
  row: NoticeRow,
) {
  const { notices, chats, topics } = context.store;
  const deps = {
    ...context,
    api: bot.api,
    notices,
    chats,
    topics,
    manner: (chatId: number) => mannerOf(context, chatId),
    readOutput: logs.readWhole,
    readPicture: () => Promise.resolve(null),
  };
  return writeNotice(deps, row, { chatId: row.chat_id, topicId: row.topic_id });
}
