import { phrase, type Said } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

/** A file that somebody sent: a document, or a photo in its largest size. */
export type SentFile = {
  messageId: number;
  /** Of the messages that one album is made of. */
  album: string | null;
  fileId: string;
  name: string;
  type: string | null;
  sizeBytes: number | null;
  /** The words that came with it. */
  note: string | null;
};

/** More the Bot API does not hand out: https://core.telegram.org/bots/api#getfile */
export const largestFileBytes = 20 * 1024 * 1024;
export const mostFiles = 20;

/** Wants the files for the task, each once; what there is no room for is said. Part of the caller's transaction. */
export function attachFiles(
  context: Pick<Context, 'store' | 'clock'>,
  taskId: number,
  {
    files,
    place,
    by,
  }: { files: readonly SentFile[]; place: { chatId: number; topicId: number | null }; by: Actor },
): { attached: string[]; problem: Said | null } {
  const { store } = context;
  const { attachments } = store;
  const now = toStoredTime(context.clock.now());
  const attached: string[] = [];
  for (const file of files) {
    const there = attachments.listOfTask(taskId);
    const known = there.find((row) => row.chat_id === place.chatId && row.message_id === file.messageId);
    if (known === undefined && there.length >= mostFiles) return { attached, problem: tooMany };
    const name = known?.name ?? freeName(file.name, new Set(there.map((row) => row.name.toLowerCase())));
    const { chatId, topicId } = place;
    attachments.add({ taskId, chatId, topicId, ...file, name, addedBy: by.who }, now);
    store.cards.touch(taskId);
    attached.push(name);
  }
  return { attached, problem: null };
}

export const tooMany = phrase('new-too-many-files', { most: mostFiles });

const longestNameBytes = 120;

/** One segment of a path that says no more than a name: also none that an agent would read as its instructions. */
export function safeName(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/[/\\:*?"<>|`$']/g, '_')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s.-]+/, '')
    .replace(/[\s.]+$/, '');
  const named = plain === '' ? 'file' : plain;
  return shortened(/^(claude|agents|gemini)(\.local)?\.md$/i.test(named) ? `attached-${named}` : named);
}

/** The end of a name tells what it is, so the middle goes. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= longestNameBytes) return name;
  const { stem, end } = parted(name);
  let kept = '';
  for (const char of stem) {
    if (Buffer.byteLength(`${kept}${char}${end}`) > longestNameBytes) break;
    kept += char;
  }
  return `${kept}${end}`;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const safe = safeName(name);
  const { stem, end } = parted(safe);
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? safe : `${stem}-${count}${end}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

function parted(name: string): { stem: string; end: string } {
  const end = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - end.length), end };
}
