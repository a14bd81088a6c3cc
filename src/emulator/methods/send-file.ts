import { badRequest } from '../api-error.ts';
import { requireChat, spendWrite } from '../chats.ts';
import { countCharacters, formatText, longestCaption } from '../format-text.ts';
import { addMessage } from '../messages.ts';
import type { Formatted } from '../model.ts';
import { type Params, readArray, readString } from '../parameters.ts';
import { attachDocument, attachPhoto } from '../photos.ts';
import { readMarkup } from '../reply-markup.ts';
import type { EmulatorState, StoredFile } from '../state.ts';
import { toMessage } from '../to-message.ts';
import { toBotAuthor } from '../topics.ts';
import type { Call, Method } from './method.ts';
import { readSendOptions } from './send-message.ts';

export const sendDocument: Method = (state, call) => sendFile(state, call, 'document', attachDocument);

export const sendPhoto: Method = (state, call) => sendFile(state, call, 'photo', attachPhoto);

export function readCaption(state: EmulatorState, params: Params, tooLong: string): Formatted {
  const source = { text: readString(params, 'caption') ?? '', parseMode: readString(params, 'parse_mode') };
  const entities = readArray(params, 'caption_entities') ?? [];
  const caption = formatText({ ...source, entities }, state.users);
  if (countCharacters(caption.text) > longestCaption) throw badRequest(tooLong);
  return caption;
}

function sendFile(
  state: EmulatorState,
  call: Call,
  kind: 'document' | 'photo',
  attach: typeof attachDocument,
): unknown {
  const { params } = call;
  const caption = readCaption(state, params, 'message caption is too long');
  const markup = readMarkup(params);
  const chat = requireChat(state, params);
  const options = readSendOptions(state, chat, params, markup);
  const { id, file } = readFile(state, call, kind);
  const attached = attach(state, file, id);
  spendWrite(state, chat);
  const draft = { ...toBotAuthor(state), ...caption, ...options, ...attached };
  return toMessage(state, addMessage(state, chat, draft));
}

/** An upload, by name or attached to the form, or the id of a file sent before. */
function readFile(
  state: EmulatorState,
  { params, files }: Call,
  kind: 'document' | 'photo',
): { id?: string; file: StoredFile } {
  const reference = readString(params, kind) ?? '';
  const upload = files.get(reference.replace(/^attach:\/\//, '')) ?? files.get(kind);
  if (upload) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
    return { file: upload };
  }
  const known = state.files.get(reference);
  if (known) return { id: reference, file: known };
  throw badRequest(
    reference === '' ? `there is no ${kind} in the request` : 'wrong file identifier/HTTP URL specified',
  );
}
