import type { Message } from 'grammy/types';
import { phrase, type Said } from '../domain/phrase.ts';
import { largestFileBytes, type SentFile, safeName } from '../workflow/attach-files.ts';

/** What a message brings along: a document, or its photo in the largest size; a problem where it is none we can take. */
export function fileOf(message: Message | undefined): { file: SentFile } | { problem: Said } | null {
  if (message === undefined) return null;
  const { document, photo, message_id: messageId, media_group_id: album = null } = message;
  const note = message.caption ?? null;
  const largest = photo?.at(-1);
  if (document !== undefined) {
    const {
      file_id: fileId,
      file_name: given = '',
      mime_type: type = null,
      file_size: sizeBytes = null,
    } = document;
    const name = given === '' ? `file-${messageId}` : safeName(given);
    return taken({ messageId, album, fileId, name, type, sizeBytes, note });
  }
  if (largest !== undefined) {
    const { file_id: fileId, file_size: sizeBytes = null } = largest;
    return taken({
      messageId,
      album,
      fileId,
      name: `photo-${messageId}.jpg`,
      type: 'image/jpeg',
      sizeBytes,
      note,
    });
  }
  return isOtherFile(message) ? { problem: phrase('new-other-file') } : null;
}

function taken(file: SentFile): { file: SentFile } | { problem: Said } {
  if ((file.sizeBytes ?? 0) <= largestFileBytes) return { file };
  return { problem: phrase('new-file-too-big', { name: file.name }) };
}

function isOtherFile({ video, video_note: note, voice, audio, sticker }: Message): boolean {
  return [video, note, voice, audio, sticker].some((content) => content !== undefined);
}
