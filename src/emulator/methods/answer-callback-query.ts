import { badRequest } from '../api-error.ts';
import { answerQuery } from '../callback-queries.ts';
import { countCharacters } from '../format-text.ts';
import { readBoolean, readString } from '../parameters.ts';
import type { Method } from './method.ts';

const longestAnswer = 200;

export const answerCallbackQuery: Method = (state, { params }) => {
  const text = readString(params, 'text');
  if (text !== undefined && countCharacters(text) > longestAnswer) throw badRequest('MESSAGE_TOO_LONG');
  const id = readString(params, 'callback_query_id') ?? '';
  answerQuery(state, id, { ...(text && { text }), alert: readBoolean(params, 'show_alert'), answered: true });
  return true;
};
