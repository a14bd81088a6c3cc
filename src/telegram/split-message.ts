import type { Block } from './brd-blocks.ts';
import { countCodePoints, type Formatted, indexOfCodePoint, joined, sliced } from './formatted.ts';

const gap = '\n\n';

/** Of one message: code points, and entities, of which Telegram drops those beyond a hundred in silence. */
export type Limits = { longest: number; mostEntities: number };

/**
 * Packs blocks into texts within the limits: between blocks where it can, else between lines, words, characters. A
 * heading stays with what follows it.
 */
export function packBlocks(blocks: readonly Block[], limits: Limits): Formatted[] {
  const { longest, mostEntities } = limits;
  const parts: Formatted[] = [];
  let open: Block[] = [];
  let size = 0;
  let entities = 0;
  const close = (kept: Block[]): void => {
    if (open.length > 0) parts.push(joined(open, gap));
    open = kept;
    size = sizeOf(kept);
    entities = countEntities(kept);
  };
  for (const block of blocks.flatMap((block) => splitBlock(block, limits))) {
    const blockSize = countCodePoints(block.text);
    const isFull = size + gap.length + blockSize > longest || entities + block.entities.length > mostEntities;
    if (open.length > 0 && isFull) {
      const room = {
        longest: longest - gap.length - blockSize,
        mostEntities: mostEntities - block.entities.length,
      };
      const carried = trailingHeadings(open, room);
      open = open.slice(0, open.length - carried.length);
      close(carried);
    }
    size += blockSize + (open.length > 0 ? gap.length : 0);
    entities += block.entities.length;
    open.push(block);
  }
  close([]);
  return parts;
}

function sizeOf(blocks: readonly Block[]): number {
  return blocks.length === 0 ? 0 : countCodePoints(joined(blocks, gap).text);
}

function countEntities(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { entities }) => sum + entities.length, 0);
}

/** Headings at the end, as far as there is something before them and room behind. */
function trailingHeadings(blocks: readonly Block[], { longest, mostEntities }: Limits): Block[] {
  const last = blocks.findLastIndex(({ heading }) => !heading);
  const carried = blocks.slice(last + 1);
  const fits = sizeOf(carried) <= longest && countEntities(carried) <= mostEntities;
  return last < 0 || !fits ? [] : carried;
}

function splitBlock(block: Block, { longest, mostEntities }: Limits): Block[] {
  const pieces: Block[] = [];
  let rest = withoutPiled(block, mostEntities);
  while (countCodePoints(rest.text) > longest || rest.entities.length > mostEntities) {
    const end = breakBefore(rest, lastPlace(rest, { longest, mostEntities }));
    pieces.push({ ...sliced(rest, 0, end), heading: false });
    rest = sliced(rest, end, rest.text.length);
    const blank = rest.text.length - rest.text.replace(/^\n+/, '').length;
    rest = withoutPiled(sliced(rest, blank, rest.text.length), mostEntities);
  }
  if (rest.text !== '') pieces.push({ ...rest, heading: block.heading });
  return pieces.filter(({ text }) => text.trim() !== '');
}

/** Up to here both limits hold. Entities stand in the order in which they begin. */
function lastPlace({ text, entities }: Formatted, { longest, mostEntities }: Limits): number {
  const end = indexOfCodePoint(text, longest);
  return Math.min(end, entities[mostEntities]?.offset ?? end);
}

/** Of more entities at one place than a message takes the inner ones are left out. */
function withoutPiled({ text, entities }: Formatted, mostEntities: number): Formatted {
  const first = entities[mostEntities];
  if (first === undefined || first.offset > 0) return { text, entities };
  return { text, entities: entities.filter(({ offset }, index) => index < mostEntities || offset > 0) };
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
