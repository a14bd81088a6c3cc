/** A PNG as far as its header, which is as far as the emulator looks. */
export function png(width: number, height: number, bytes = 64): Buffer {
  const picture = Buffer.alloc(bytes);
  picture.write('\x89PNG\r\n\x1a\n', 'latin1');
  picture.writeUInt32BE(width, 16);
  picture.writeUInt32BE(height, 20);
  return picture;
}

/** A JPEG's start, a table to skip and the frame header. */
export function jpeg(width: number, height: number): Buffer {
  const picture = Buffer.from('ffd8ffe00004aabbffc0001108000000000301220002110103110100', 'hex');
  picture.writeUInt16BE(height, 13);
  picture.writeUInt16BE(width, 15);
  return picture;
}
