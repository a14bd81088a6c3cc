/** What the one font of the picture draws: emoji and the scripts of East and South Asia would be dropped in silence. */
const drawable =
  /[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Armenian}\p{Script=Georgian}\p{Number}\p{Punctuation}\p{Currency_Symbol}+<>=|~^\s←↑→↓↔≈≠≤≥×÷±°]+/gu;
const pictures = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\uFE0F|\u200D|\u20E3/gu;

const wide = /[mwMWшщжюфыШЩЖЮФЫМДГ@%Ѿ—…]/u;
const narrow = /[iljtfrI1.,:;'|!()[\]\s-]/u;
const wideEm = 0.92;
const narrowEm = 0.4;
const usualEm = 0.64;
const upperEm = 0.74;
/** Bold letters of DejaVu Sans are so much wider than plain ones. */
const boldness = 1.12;

/** One line of what the font can draw. */
export function drawn(text: string): string {
  const plain = text.replace(pictures, '').replace(drawable, '…');
  return plain
    .replace(/\s+/gu, ' ')
    .replace(/(?:…\s*)+/gu, '…')
    .trim();
}

/** Points, rather too many than too few: the layout has no measures of this font. */
export function widthOf(text: string, sizePt: number, isBold = false): number {
  const em = Array.from(text).reduce((sum, char) => sum + widthOfChar(char), 0);
  return em * sizePt * (isBold ? boldness : 1);
}

function widthOfChar(char: string): number {
  if (wide.test(char)) return wideEm;
  if (narrow.test(char)) return narrowEm;
  return /\p{Lu}/u.test(char) ? upperEm : usualEm;
}

/** At most so many lines that are no wider; what does not fit ends in dots. */
export function wrapped(text: string, sizePt: number, widthPt: number, mostLines: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < mostLines) {
    const isLast = lines.length === mostLines - 1;
    const line = isLast ? cutTo(rest, sizePt, widthPt) : lineOf(rest, sizePt, widthPt);
    lines.push(line.trim());
    rest = isLast ? '' : rest.slice(line.length).trimStart();
  }
  return lines;
}

function lineOf(text: string, sizePt: number, widthPt: number): string {
  const fitting = prefixOf(text, sizePt, widthPt);
  if (fitting.length === text.length) return text;
  const space = fitting.lastIndexOf(' ');
  return space > 0 && !text.startsWith(' ', fitting.length) ? fitting.slice(0, space) : fitting;
}

function cutTo(text: string, sizePt: number, widthPt: number): string {
  const fitting = prefixOf(text, sizePt, widthPt);
  if (fitting.length === text.length) return text;
  return `${prefixOf(text, sizePt, widthPt - widthOf('…', sizePt)).trimEnd()}…`;
}

function prefixOf(text: string, sizePt: number, widthPt: number): string {
  let prefix = '';
  let left = widthPt;
  for (const char of text) {
    left -= widthOf(char, sizePt);
    if (left < 0) return prefix;
    prefix += char;
  }
  return prefix;
}
