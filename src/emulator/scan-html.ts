/** A place in the source; every function here moves it forward. */
export type Scan = { html: string; at: number };

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

export function skipSpaces(scan: Scan): void {
  while (isSpace(scan.html[scan.at])) scan.at += 1;
}

export function scanTagName(scan: Scan, from: number): string {
  scan.at = from;
  while (scan.at < scan.html.length && !isSpace(scan.html[scan.at]) && scan.html[scan.at] !== '>')
    scan.at += 1;
  return scan.html.slice(from, scan.at).toLowerCase();
}

/** The reference's character, or a plain ampersand where there is none: Telegram takes a stray one as text. */
export function decodeReference(scan: Scan): string {
  const found = /^&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));?/i.exec(
    scan.html.slice(scan.at, scan.at + 12),
  );
  const char = found ? toChar(found[1], found[2], found[3]) : undefined;
  scan.at += char === undefined || !found ? 1 : found[0].length;
  return char ?? '&';
}

function toChar(hex?: string, decimal?: string, name?: string): string | undefined {
  if (name !== undefined) return named[name];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Reads up to and over the closing `>` of a start tag. `at` names the tag's place in errors. */
export function scanAttributes(scan: Scan, tag: string, at: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (;;) {
    skipSpaces(scan);
    if (scan.html[scan.at] === '>') break;
    const name = scanWhile(scan, /[^\s=>/"']/).toLowerCase();
    if (name === '') throw new Error(`Empty attribute name in the tag "${tag}" ${at}`);
    skipSpaces(scan);
    if (scan.at >= scan.html.length) throw new Error(`Unclosed start tag "${tag}" ${at}`);
    if (scan.html[scan.at] !== '=') {
      attributes.set(name, '');
      continue;
    }
    scan.at += 1;
    skipSpaces(scan);
    attributes.set(name, scanValue(scan));
    if (scan.at >= scan.html.length) throw new Error(`Unclosed start tag ${at}`);
  }
  scan.at += 1;
  return attributes;
}

function scanValue(scan: Scan): string {
  const quote = scan.html[scan.at];
  if (quote !== '"' && quote !== "'") return scanToken(scan);
  scan.at += 1;
  let value = '';
  while (scan.at < scan.html.length && scan.html[scan.at] !== quote) {
    if (scan.html[scan.at] === '&') {
      value += decodeReference(scan);
      continue;
    }
    value += scan.html[scan.at];
    scan.at += 1;
  }
  scan.at = Math.min(scan.at + 1, scan.html.length);
  return value;
}

function scanToken(scan: Scan): string {
  const begin = Buffer.byteLength(scan.html.slice(0, scan.at));
  const token = scanWhile(scan, /[a-z0-9.-]/i).toLowerCase();
  const next = scan.html[scan.at];
  if (next !== undefined && next !== '>' && !isSpace(next)) {
    throw new Error(`Unexpected end of name token at byte offset ${begin}`);
  }
  return token;
}

function scanWhile(scan: Scan, pattern: RegExp): string {
  const from = scan.at;
  while (scan.at < scan.html.length && pattern.test(scan.html.charAt(scan.at))) scan.at += 1;
  return scan.html.slice(from, scan.at);
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && /\s/.test(char);
}
