import type { Block } from './brd-blocks.ts';
import { countCodePoints, type Formatted, indexOfCodePoint, joined, sliced } from './formatted.ts';

const gap = '\n\n';

/**
 * Packs blocks into texts of at most so many code points: between blocks where it can, else between lines, words,
 * characters. A heading stays with what follows it.
 */
export function packBlocks(blocks: readonly Block[], longest: number): Formatted[] {
  const parts: Formatted[] = [];
  let open: Block[] = [];
  let size = 0;
  const close = (kept: Block[]): void => {
    if (open.length > 0) parts.push(joined(open, gap));
    open = kept;
    size = sizeOf(kept);
  };
  for (const block of blocks.flatMap((block) => splitBlock(block, longest))) {
    const blockSize = countCodePoints(block.text);
    if (open.length > 0 && size + gap.length + blockSize > longest) {
      const carried = trailingHeadings(open, longest - gap.length - blockSize);
      open = open.slice(0, open.length - carried.length);
      close(carried);
    }
    size += blockSize + (open.length > 0 ? gap.length : 0);
    open.push(block);
  }
  close([]);
  return parts;
}

function sizeOf(blocks: readonly Block[]): number {
  return blocks.length === 0 ? 0 : countCodePoints(joined(blocks, gap).text);
}

/** Headings at the end, as far as there is something before them and room behind. */
function trailingHeadings(blocks: readonly Block[], room: number): Block[] {
  const last = blocks.findLastIndex(({ heading }) => !heading);
  const carried = blocks.slice(last + 1);
  return last < 0 || sizeOf(carried) > room ? [] : carried;
}

function splitBlock(block: Block, longest: number): Block[] {
  const pieces: Block[] = [];
  let rest: Formatted = block;
  while (countCodePoints(rest.text) > longest) {
    const end = breakBefore(rest, indexOfCodePoint(rest.text, longest));
    pieces.push({ ...sliced(rest, 0, end), heading: false });
    rest = sliced(rest, end, rest.text.length);
    const blank = rest.text.length - rest.text.replace(/^\n+/, '').length;
    rest = sliced(rest, blank, rest.text.length);
  }
  if (rest.text !== '') pieces.push({ ...rest, heading: block.heading });
  return pieces.filter(({ text }) => text.trim() !== '');
}

/** The best place to break in the last two thirds: a line's end outside of code and links, any line's, a word's. */
function breakBefore({ text, entities }: Formatted, limit: number): number {
  const earliest = Math.floor(limit / 3);
  const lineEnds = placesOf('\n', text, earliest, limit);
  const inside = (at: number): boolean =>
    entities.some(({ offset, length }) => offset < at && at < offset + length);
  const words = placesOf(' ', text, earliest, limit);
  return (
    lineEnds.find((at) => !inside(at)) ?? lineEnds[0] ?? words.find((at) => !inside(at)) ?? words[0] ?? limit
  );
}

/** Where the character stands, the last place first, and no more of them than matter. */
function placesOf(char: string, text: string, from: number, to: number): number[] {
  const places: number[] = [];
  for (
    let at = text.lastIndexOf(char, to);
    at > from && places.length < 200;
    at = text.lastIndexOf(char, at - 1)
  ) {
    places.push(at);
  }
  return places;
}
