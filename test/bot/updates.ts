export const me = { id: 1, is_bot: true, first_name: 'Box', username: 'box_bot' };

export type From = { from: number; chat?: number; topic?: number; replyTo?: { id: number; text?: string } };

export function envelope({ from, chat = from, topic, replyTo }: From, messageId: number) {
  return {
    message_id: messageId,
    date: 1_777_000_000,
    from: userOf(from),
    chat: chat > 0 ? { id: chat, type: 'private' } : { id: chat, type: 'supergroup', title: 'Group' },
    ...(topic !== undefined && { message_thread_id: topic, is_topic_message: true }),
    ...(replyTo && { reply_to_message: { message_id: replyTo.id, text: replyTo.text, from: me } }),
  };
}

export function userOf(id: number) {
  return { id, is_bot: false, first_name: `User${id}` };
}

export function commandEntities(text: string) {
  const length = /^\/[a-z0-9_]+(@[a-z0-9_]+)?/i.exec(text)?.[0].length;
  return length === undefined ? [] : [{ type: 'bot_command', offset: 0, length }];
}
