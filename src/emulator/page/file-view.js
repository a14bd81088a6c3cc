import { make, makeIcon } from './dom.js';

const longestSide = 420;

export function renderFile(file) {
  const icon = make('span', 'file-icon', makeIcon('file'));
  const size = make('span', 'file-size', formatSize(file.sizeBytes));
  const link = make('a', 'file', icon, make('span', '', make('span', 'file-name', file.name), size));
  link.href = `/files/${encodeURIComponent(file.id)}`;
  link.download = file.name;
  return link;
}

/** Its place is kept before it is loaded, so that nothing moves when it comes. */
export function renderPhoto({ photo, text }) {
  const image = make('img');
  image.src = `/photos/${encodeURIComponent(photo.id)}`;
  image.alt = text || 'Photo';
  image.width = photo.width;
  image.height = photo.height;
  const link = make('a', 'photo', image);
  const scale = Math.min(1, longestSide / Math.max(photo.width, photo.height));
  link.style.width = `${Math.max(48, Math.round(photo.width * scale))}px`;
  link.href = image.src;
  link.target = '_blank';
  link.rel = 'noopener';
  return link;
}

export function formatSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
