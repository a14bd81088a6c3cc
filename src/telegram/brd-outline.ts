import { Lexer } from 'marked';
import { renderInline } from './brd-inline.ts';
import { oneLine } from './formatted.ts';

/** `source` as it is written; `wordHeading` makes it readable. */
export type Heading = { depth: number; source: string };
export type Outline = { words: number; headings: readonly Heading[] };

const longestHeading = 60;
/** Of a line that claims to be a heading: nobody writes longer ones, and the lexer's time grows with the square. */
const longestSource = 300;

/** How long a document is and what it is made of, in one pass over its lines: also the largest takes no time. */
export function outlineOf(markdown: string): Outline {
  const headings: Heading[] = [];
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      const closes = mark !== undefined && mark.startsWith(fence) && line.trim() === mark;
      if (closes) fence = null;
    } else if (mark !== undefined) fence = mark;
    else {
      const [, depth, source = ''] = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/.exec(line) ?? [];
      if (depth !== undefined) headings.push({ depth: depth.length, source });
    }
  }
  return { words: countWords(markdown), headings };
}

function countWords(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/[\p{L}\p{N}][^\s|]*/gu)) count += 1;
  return count;
}

export function wordHeading({ source }: Heading): string {
  const bare = source.slice(0, longestSource).replace(/[ \t]+#+[ \t]*$/, '');
  try {
    return oneLine(renderInline(Lexer.lexInline(bare)).text, longestHeading);
  } catch {
    // As in `brd-blocks.ts`: what ends the lexer's stack is shown as it is written.
    return oneLine(bare, longestHeading);
  }
}
