import type { StoredMessage } from './model.ts';
import { smallIdOf, smallPicture, smallSide } from './photos.ts';

/** A message's document, or its photo in its sizes, the smallest first. */
export function toFileFields({ document, photo }: StoredMessage): object {
  if (document) {
    return {
      document: {
        ...toFileIds(document.id),
        file_name: document.name,
        mime_type: document.type,
        file_size: document.sizeBytes,
      },
    };
  }
  if (!photo) return {};
  const { width, height } = photo;
  const whole = { ...toFileIds(photo.id), width, height, file_size: photo.sizeBytes };
  const scale = smallSide / Math.max(width, height);
  if (scale >= 1) return { photo: [whole] };
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  const small = {
    ...toFileIds(smallIdOf(photo.id)),
    width: side(width),
    height: side(height),
    file_size: smallPicture.length,
  };
  return { photo: [small, whole] };
}

/** Both ids of a file: the second is the same for every bot, and of no use to any. */
export function toFileIds(id: string): { file_id: string; file_unique_id: string } {
  return { file_id: id, file_unique_id: `u${id.replaceAll('-', '').slice(0, 14)}${id.length}` };
}
