export type Image = { type: string; extension: string; width: number; height: number };

/** What kind of picture the bytes are and how large, or undefined where they are none that a photo can be. */
export function readImage(bytes: Buffer): Image | undefined {
  if (bytes.length < 16) return undefined;
  if (bytes.readUInt32BE(0) === 0x89504e47 && bytes.length >= 24) {
    const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
    return { type: 'image/png', extension: 'png', ...size };
  }
  if (bytes.toString('latin1', 0, 4) === 'GIF8') {
    const size = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
    return { type: 'image/gif', extension: 'gif', ...size };
  }
  return bytes.readUInt16BE(0) === 0xffd8 ? readJpeg(bytes) : readWebp(bytes);
}

/** The frame header is the first marker SOF0 to SOF15 that is not one of the tables among them. */
function readJpeg(bytes: Buffer): Image | undefined {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const size = { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
      return { type: 'image/jpeg', extension: 'jpg', ...size };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function readWebp(bytes: Buffer): Image | undefined {
  const isWebp = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
  if (!isWebp || bytes.length < 30) return undefined;
  const found = { type: 'image/webp', extension: 'webp' };
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { ...found, width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { ...found, width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    case 'VP8 ':
      return { ...found, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    default:
      return undefined;
  }
}
