/** Elements that stand on lines of their own. */
const blocks: ReadonlySet<string> = new Set(
  'address article blockquote dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul'.split(
    ' ',
  ),
);
/** Elements whose content nobody reads. */
const unread: ReadonlySet<string> = new Set(['script', 'style', 'template', 'title']);

type Tag = { name: string; closes: boolean; end: number };

/** The words of Plane's HTML: paragraphs, list items and line breaks are lines, entities are characters. */
export function toText(html: string): string {
  const page = createPage();
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const tag = open === -1 ? null : readTag(html, open);
    if (open === -1 || tag === null) {
      // A tag that never ends is no tag, and neither is any behind it.
      page.write(html.slice(at));
      break;
    }
    page.write(html.slice(at, open));
    page.apply(tag);
    at = unread.has(tag.name) && !tag.closes ? skip(html, tag) : tag.end;
  }
  return page.end();
}

/** What begins at `<`: a comment and a lone `<` count as tags without a name; null for a tag that never ends. */
function readTag(html: string, open: number): Tag | null {
  if (html.startsWith('<!', open)) {
    const [mark, length] = html.startsWith('<!--', open) ? ['-->', 3] : ['>', 1];
    const close = html.indexOf(mark, open);
    return close === -1 ? null : { name: '', closes: false, end: close + length };
  }
  const start = /<(\/?)([a-z][a-z0-9-]*)/iy;
  start.lastIndex = open;
  const found = start.exec(html);
  if (found === null) return { name: '<', closes: false, end: open + 1 };
  const end = findEnd(html, start.lastIndex);
  return end === null ? null : { name: (found[2] ?? '').toLowerCase(), closes: found[1] === '/', end };
}

/** Behind the `>` that stands in no quotes. By hand, because a pattern would try every quote of a hostile text again. */
function findEnd(html: string, from: number): number | null {
  const mark = /["'>]/g;
  mark.lastIndex = from;
  for (let found = mark.exec(html); found !== null; found = mark.exec(html)) {
    if (found[0] === '>') return mark.lastIndex;
    const close = html.indexOf(found[0], mark.lastIndex);
    if (close === -1) return null;
    mark.lastIndex = close + 1;
  }
  return null;
}

function skip(html: string, { name, end }: Tag): number {
  const close = new RegExp(`</${name}`, 'gi');
  close.lastIndex = end;
  const after = close.test(html) ? html.indexOf('>', close.lastIndex) : -1;
  return after === -1 ? html.length : after + 1;
}

function createPage() {
  const lines: string[] = [];
  let line = '';
  let isBlank = true;
  let depthOfPre = 0;
  const add = (text: string) => {
    line += text;
    isBlank &&= text.trim() === '';
  };
  const breakLine = () => {
    lines.push(line);
    line = '';
    isBlank = true;
  };
  return {
    write(raw: string) {
      if (depthOfPre === 0) {
        const text = decodeEntities(raw.replaceAll(/[\t\n\f\r ]+/g, ' '));
        add(line === '' ? text.trimStart() : text);
        return;
      }
      const [first = '', ...others] = decodeEntities(raw).split('\n');
      add(first);
      for (const other of others) {
        breakLine();
        add(other);
      }
    },
    apply({ name, closes }: Tag) {
      if (name === '<') add('<');
      if (name === 'br' || (blocks.has(name) && !isBlank)) breakLine();
      if (name === 'pre') depthOfPre = Math.max(0, depthOfPre + (closes ? -1 : 1));
      // Cells of one row stand side by side.
      if ((name === 'td' || name === 'th') && closes) line += ' ';
    },
    end(): string {
      breakLine();
      const text = lines.map((one) => one.trimEnd()).join('\n');
      return text.replaceAll(/\n{3,}/g, '\n\n').trim();
    },
  };
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  euro: '€',
  copy: '©',
};

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(named, name) ? (named[name] ?? whole) : whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (point === 0 || point > 0x10_ffff) return whole;
    return point === 0xa0 ? ' ' : String.fromCodePoint(point);
  });
}
