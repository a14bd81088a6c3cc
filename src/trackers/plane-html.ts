import { Marked, type RendererObject } from 'marked';

/** Addresses that a browser may be sent to from a comment. */
const linkable = /^(?:https?:\/\/|mailto:)/i;

const renderer: RendererObject = {
  html: ({ text, block }) => (block ? `<p>${escapeHtml(text.trim())}</p>\n` : escapeHtml(text)),
  link({ href, tokens }) {
    const label = this.parser.parseInline(tokens);
    if (!linkable.test(href)) return label === escapeHtml(href) ? label : `${label} (${escapeHtml(href)})`;
    return `<a href="${escapeHtml(href)}">${label}</a>`;
  },
  image: ({ href, text }) => escapeHtml(text === '' ? href : `${text} (${href})`),
  checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
};

const markdown = new Marked({ gfm: true, breaks: true, async: false, renderer });

/** Simple HTML of a Markdown text. HTML inside the text is shown as it is written, never obeyed. */
export function toHtml(text: string): string {
  // Plane refuses an empty document.
  if (text.trim() === '') return '<p></p>';
  try {
    return markdown.parse(text, { async: false }).trim();
  } catch (error) {
    // The lexer recurses, so that thousands of nested quotations end its stack; agents write what they like.
    if (!(error instanceof RangeError)) throw error;
    return `<pre>${escapeHtml(text)}</pre>`;
  }
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
