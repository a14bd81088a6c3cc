import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { decodeReferences, readableHtml, renderInline } from './brd-inline.ts';
import { renderTable } from './brd-table.ts';
import { covered, type Formatted, joined, nothing, plain, styled } from './formatted.ts';
import { tidy } from './tidy-entities.ts';

export type Block = Formatted & { heading: boolean };

/** Deeper nesting is shown as it is written. */
const deepest = 8;

/** A document's blocks as Telegram can show them. What the lexer cannot read is shown as it is written. */
export function renderBlocks(markdown: string): Block[] {
  return lexed(markdown)
    .map((token) => ({ ...tidy(renderBlock(token as MarkedToken, 0)), heading: token.type === 'heading' }))
    .filter(({ text }) => text.trim() !== '');
}

function lexed(markdown: string): Token[] {
  try {
    return lexer(markdown);
  } catch {
    // The lexer recurses, so that thousands of nested quotations end its stack; agents write what they like.
    return markdown.split(/\n{2,}/).map((text) => ({ type: 'text', raw: text, text }));
  }
}

function renderBlock(token: MarkedToken, depth: number): Formatted {
  if (depth > deepest) return plain(token.raw.trim());
  switch (token.type) {
    case 'heading':
      return renderHeading(token);
    case 'paragraph':
      return renderInline(token.tokens);
    case 'code':
      return renderCode(token);
    case 'blockquote':
      return renderQuotation(token, depth);
    case 'list':
      return joined(
        token.items.map((item, index) => renderItem(item, bulletOf(token, item, index, depth), depth)),
        '\n',
      );
    case 'table':
      return renderTable(token);
    case 'html':
      return plain(readableHtml(token.text).trim());
    case 'hr':
      return plain('———');
    case 'text':
      return token.tokens === undefined ? plain(decodeReferences(token.text)) : renderInline(token.tokens);
    case 'def':
      // Whatever its link shows of it, an agent reads all of it.
      return plain(token.raw.trim());
    case 'space':
      return nothing;
    case 'br':
    case 'checkbox':
    case 'codespan':
    case 'del':
    case 'em':
    case 'escape':
    case 'image':
    case 'link':
    case 'list_item':
    case 'strong':
      return renderInline([token]);
  }
}

function renderHeading({ depth, tokens }: Tokens.Heading): Formatted {
  const bold = styled('bold', renderInline(tokens));
  if (depth === 1) return styled('underline', bold);
  return depth === 2 ? bold : styled('italic', bold);
}

function renderCode({ text, lang }: Tokens.Code): Formatted {
  if (text.trim() === '') return plain('');
  const language = /^[\w+#.-]{1,40}/.exec(lang ?? '')?.[0];
  return covered(
    { type: 'pre', offset: 0, length: text.length, ...(language === undefined ? {} : { language }) },
    plain(text),
  );
}

function renderQuotation({ tokens }: Tokens.Blockquote, depth: number): Formatted {
  const inner = tokens.map((token) => renderBlock(token as MarkedToken, depth + 1));
  return styled(
    'blockquote',
    joined(
      inner.filter(({ text }) => text !== ''),
      '\n',
    ),
  );
}

function bulletOf(list: Tokens.List, item: Tokens.ListItem, index: number, depth: number): string {
  const indent = '   '.repeat(depth);
  if (item.task) return `${indent}${item.checked === true ? '☑' : '☐'} `;
  if (list.ordered) return `${indent}${Number(list.start) + index}. `;
  return `${indent}${depth % 2 === 0 ? '•' : '◦'} `;
}

/** The first block stands beside the bullet, what follows below it. */
function renderItem(item: Tokens.ListItem, bullet: string, depth: number): Formatted {
  const indent = '   '.repeat(depth + 1);
  const lines: Formatted[] = [plain(bullet)];
  for (const token of item.tokens as MarkedToken[]) {
    const block = renderBlock(token, depth + 1);
    if (block.text === '') continue;
    const own = token.type === 'list' || token.type === 'code' || token.type === 'table';
    if (own) lines.push(block);
    else if (lines.length === 1 && lines[0]?.text === bullet) lines[0] = joined([plain(bullet), block]);
    else lines.push(joined([plain(indent), block]));
  }
  return joined(lines, '\n');
}
