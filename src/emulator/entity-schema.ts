import type { MessageEntity } from 'grammy/types';
import { z } from 'zod';

const plain = [
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
  'code',
] as const satisfies MessageEntity['type'][];

const span = { offset: z.int(), length: z.int() };

type DateTimeFormat = Extract<MessageEntity, { type: 'date_time' }>['date_time_format'];

/** `r`, or a weekday, a date and a time, each optional and in this order. */
export function isDateTimeFormat(format: string): format is DateTimeFormat {
  return /^(?:r|w?[dD]?[tT]?)$/.test(format);
}

const dateTimeFormat = z.string().refine(isDateTimeFormat);

export const entitySchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(plain), ...span }),
  z
    .object({ type: z.literal('pre'), ...span, language: z.string().optional() })
    .transform(({ language, ...pre }) => (language ? { ...pre, language } : pre)),
  z.object({ type: z.literal('text_link'), ...span, url: z.string() }),
  z.object({ type: z.literal('text_mention'), ...span, user: z.object({ id: z.int() }) }),
  z.object({ type: z.literal('custom_emoji'), ...span, custom_emoji_id: z.string() }),
  z.object({
    type: z.literal('date_time'),
    ...span,
    unix_time: z.int().nonnegative(),
    date_time_format: dateTimeFormat.default(''),
  }),
]);

export type EntityInput = z.infer<typeof entitySchema>;

export const entityTypes: readonly string[] = [
  ...plain,
  'pre',
  'text_link',
  'text_mention',
  'custom_emoji',
  'date_time',
];
