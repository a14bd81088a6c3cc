import type { InlineKeyboardButton } from 'grammy/types';
import { z } from 'zod';
import { badRequest } from './api-error.ts';
import { checkLink } from './links.ts';
import type { EmulatorButton } from './model.ts';
import { type Params, readObject } from './parameters.ts';

/** `other` is a reply keyboard or its removal: like force-reply it makes the message uneditable. */
export type Markup = { keyboard: InlineKeyboardButton[][]; kind: 'inline' | 'force-reply' | 'other' };

const buttonSchema = z.looseObject({
  text: z.string(),
  style: z.enum(['danger', 'success', 'primary']).optional(),
  callback_data: z.string().optional(),
  url: z.string().optional(),
  copy_text: z.object({ text: z.string().min(1).max(256) }).optional(),
});
const keyboardSchema = z.array(z.array(z.unknown()));

const kinds = [
  'callback_data',
  'url',
  'copy_text',
  'disabled',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'callback_game',
  'pay',
];
const longestDataBytes = 64;

export function readMarkup(params: Params): Markup {
  const markup = readObject(params, 'reply_markup');
  if (markup === undefined) return { keyboard: [], kind: 'inline' };
  if (markup['force_reply'] === true) return { keyboard: [], kind: 'force-reply' };
  if ('keyboard' in markup || 'remove_keyboard' in markup) return { keyboard: [], kind: 'other' };
  if (!('inline_keyboard' in markup)) return { keyboard: [], kind: 'inline' };
  const rows = keyboardSchema.safeParse(markup['inline_keyboard']);
  if (!rows.success)
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays');
  const keyboard = rows.data.map((row) => row.map(parseButton)).filter((row) => row.length > 0);
  return { keyboard, kind: 'inline' };
}

/** For edits, which take no other markup than an inline keyboard. */
export function readInlineKeyboard(params: Params): InlineKeyboardButton[][] {
  const markup = readMarkup(params);
  if (markup.kind !== 'inline') throw badRequest('inline keyboard expected');
  return markup.keyboard;
}

/** What tests and the page look at, without the Bot API's nesting. */
export function toButton(button: InlineKeyboardButton): EmulatorButton {
  return {
    text: button.text,
    ...('callback_data' in button && { data: button.callback_data }),
    ...('url' in button && { url: button.url }),
    ...('copy_text' in button && { copyText: button.copy_text.text }),
    ...('disabled' in button && { disabled: true }),
    ...(button.style && { style: button.style }),
  };
}

function parseButton(value: unknown): InlineKeyboardButton {
  const parsed = buttonSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw badRequest(
      `can't parse inline keyboard button: Field "${issue?.path.join('.')}" is invalid: ${issue?.message}`,
    );
  }
  const button = parsed.data;
  const kind = kinds.filter((name) => button[name] !== undefined);
  if (kind.length === 0) {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  if (kind.length > 1) throw badRequest("can't parse inline keyboard button: Exactly one type is expected");
  if (button.text.trim() === '') throw badRequest('inline keyboard button text must be non-empty');
  checkTarget(button);
  return value as InlineKeyboardButton;
}

function checkTarget(button: z.infer<typeof buttonSchema>): void {
  if (button.callback_data !== undefined) {
    const bytes = Buffer.byteLength(button.callback_data);
    if (bytes < 1 || bytes > longestDataBytes) throw badRequest('BUTTON_DATA_INVALID');
  }
  if (button.url === undefined) return;
  const link = checkLink(button.url);
  if ('problem' in link) {
    throw badRequest(`inline keyboard button URL '${button.url}' is invalid: ${link.problem}`);
  }
}
