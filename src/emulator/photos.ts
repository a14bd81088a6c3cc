import { randomUUID } from 'node:crypto';
import { badRequest } from './api-error.ts';
import { readImage } from './image-size.ts';
import type { StoredMessage } from './model.ts';
import type { EmulatorState, StoredFile } from './state.ts';

type Attached = Pick<StoredMessage, 'document' | 'photo'>;

/** Above this a photo has a small size too. */
export const smallSide = 90;
const largestPhotoBytes = 10 * 1024 * 1024;
const longestSides = 10_000;
const steepestRatio = 20;

/** One grey dot: nothing here can scale a picture, and whoever downloads the small size by mistake is to notice. */
export const smallPicture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

export function smallIdOf(id: string): string {
  return `${id}-s`;
}

export function attachDocument(state: EmulatorState, file: StoredFile, id: string = randomUUID()): Attached {
  state.files.set(id, file);
  return { document: { id, name: file.name, type: file.type, sizeBytes: file.bytes.length } };
}

/** A photo keeps its picture but not its name, and has the limits of Telegram's photos. */
export function attachPhoto(state: EmulatorState, file: StoredFile, id: string = randomUUID()): Attached {
  const sizeBytes = file.bytes.length;
  if (sizeBytes > largestPhotoBytes) {
    throw badRequest(
      `file of size ${sizeBytes} bytes is too big for a photo; the maximum size is ${largestPhotoBytes} bytes`,
    );
  }
  const image = readImage(file.bytes);
  if (image === undefined) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height, type, extension } = image;
  const ratio = Math.max(width, height) / Math.min(width, height);
  if (width + height > longestSides || !(ratio <= steepestRatio))
    throw badRequest('PHOTO_INVALID_DIMENSIONS');
  state.files.set(id, { name: `photo.${extension}`, type, bytes: file.bytes });
  if (Math.max(width, height) > smallSide) {
    state.files.set(smallIdOf(id), { name: 'photo.png', type: 'image/png', bytes: smallPicture });
  }
  return { photo: { id, width, height, sizeBytes } };
}
