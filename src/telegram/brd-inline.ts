import type { MarkedToken, Token } from 'marked';
import { covered, type Formatted, isLinkable, joined, nothing, plain, styled } from './formatted.ts';

/** Markdown inside a line. Line breaks of the source become spaces: a phone wraps by itself. */
export function renderInline(tokens: readonly Token[]): Formatted {
  return joined(tokens.map((token) => renderToken(token as MarkedToken)));
}

function renderToken(token: MarkedToken): Formatted {
  switch (token.type) {
    case 'strong':
      return styled('bold', renderInline(token.tokens));
    case 'em':
      return styled('italic', renderInline(token.tokens));
    case 'del':
      return styled('strikethrough', renderInline(token.tokens));
    case 'codespan':
      return styled('code', plain(token.text.replaceAll('\n', ' ')));
    case 'br':
      return plain('\n');
    case 'link':
      return renderLink(token.href, renderInline(token.tokens));
    case 'image':
      return renderLink(token.href, plain(decodeReferences(token.text) || '🖼'));
    case 'html':
      return plain(readableHtml(token.text));
    case 'checkbox':
      return nothing;
    case 'text':
      if (token.tokens !== undefined) return renderInline(token.tokens);
      return plain(decodeReferences(token.text).replaceAll(/ *\n */g, ' '));
    case 'escape':
      return plain(token.text);
    case 'blockquote':
    case 'code':
    case 'def':
    case 'heading':
    case 'hr':
    case 'list':
    case 'list_item':
    case 'paragraph':
    case 'space':
    case 'table':
      return plain(token.raw.trim());
  }
}

/** A place in the repository, or another address Telegram would refuse, is shown behind its name instead. */
function renderLink(address: string, label: Formatted): Formatted {
  if (label.text === address || address === '' || address.startsWith('#')) return label;
  if (!isLinkable(address)) return joined([label, plain(` (${address})`)]);
  return covered({ type: 'text_link', offset: 0, length: label.text.length, url: address }, label);
}

/**
 * Tags stay as they are written, since "<id>" is as likely a placeholder as markup, and so do comments: agents read them.
 * What folds a section on the forge says nothing here.
 */
export function readableHtml(html: string): string {
  return html.replaceAll(/<br ?\/?>/gi, '\n').replaceAll(/<\/?(?:details|summary)>\n?/gi, '');
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

export function decodeReferences(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(named, name) ? (named[name] ?? whole) : whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (point > 0x10_ffff) return whole;
    const char = String.fromCodePoint(point);
    return /[\p{C}\n]/u.test(char) ? ' ' : char;
  });
}
