/** The letter that JSON may write after a backslash instead. */
const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['\b', 'b'],
  ['\f', 'f'],
  ['\n', 'n'],
  ['\r', 'r'],
  ['\t', 't'],
]);

/** The JSON text with `***` in place of every secret, however its characters are escaped. */
export function redact(json: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(toPattern(secret), '***'), json);
}

/** Each UTF-16 unit as it is, as `\u002f`, or as `\/`. */
function toPattern(secret: string): RegExp {
  const units = secret.split('').map((unit) => {
    const code = toHex(unit);
    const anyCase = code.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
    const short = shortEscapes.get(unit);
    const spellings = [`\\\\u${anyCase}`, `\\u${code}`];
    if (short !== undefined) spellings.unshift(`\\\\\\u${toHex(short)}`);
    return `(?:${spellings.join('|')})`;
  });
  return new RegExp(units.join(''), 'g');
}

function toHex(unit: string): string {
  return unit.charCodeAt(0).toString(16).padStart(4, '0');
}
