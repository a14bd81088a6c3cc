import { randomUUID } from 'node:crypto';
import { badRequest } from '../api-error.ts';
import { requireChat, spendWrite } from '../chats.ts';
import { countCharacters, formatText, longestCaption } from '../format-text.ts';
import { addMessage } from '../messages.ts';
import { readArray, readString } from '../parameters.ts';
import { readMarkup } from '../reply-markup.ts';
import type { EmulatorState, StoredFile } from '../state.ts';
import { toMessage } from '../to-message.ts';
import type { Call, Method } from './method.ts';
import { readSendOptions } from './send-message.ts';

export const sendDocument: Method = (state, call) => {
  const { params } = call;
  const source = { text: readString(params, 'caption') ?? '', parseMode: readString(params, 'parse_mode') };
  const entities = readArray(params, 'caption_entities') ?? [];
  const caption = formatText({ ...source, entities }, state.users);
  if (countCharacters(caption.text) > longestCaption) throw badRequest('message caption is too long');
  const markup = readMarkup(params);
  const chat = requireChat(state, params);
  const options = readSendOptions(chat, params, markup);
  const { id, file } = readDocument(state, call);
  spendWrite(state, chat);
  state.files.set(id, file);
  const document = { id, name: file.name, type: file.type, sizeBytes: file.bytes.length };
  const sender = { fromId: state.bot.id, fromBot: true };
  return toMessage(state, addMessage(state, chat, { ...sender, ...caption, ...options, document }));
};

/** An upload, by name or attached to the form, or the id of a file sent before. */
function readDocument(state: EmulatorState, { params, files }: Call): { id: string; file: StoredFile } {
  const reference = readString(params, 'document') ?? '';
  const upload = files.get(reference.replace(/^attach:\/\//, '')) ?? files.get('document');
  if (upload) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
    return { id: randomUUID(), file: upload };
  }
  const known = state.files.get(reference);
  if (known) return { id: reference, file: known };
  throw badRequest(
    reference === '' ? 'there is no document in the request' : 'wrong file identifier/HTTP URL specified',
  );
}
