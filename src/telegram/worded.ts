import type { MessageId, PhraseArg } from '../domain/phrase.ts';
import type { Translator } from '../locale/translator.ts';
import { type Formatted, joined, plain } from './formatted.ts';

/** Private-use characters, which `cleaned` text may hold but no message of ours does. */
const opening = '\uE000';
const closing = '\uE001';

/** A message whose gaps may hold formatted text: code, links, times that run. */
export function worded(
  { t }: Translator,
  id: MessageId,
  args: Readonly<Record<string, PhraseArg | Formatted>> = {},
): Formatted {
  const parts: Formatted[] = [];
  const values = Object.entries(args).map(([name, arg]): [string, PhraseArg] => {
    if (!isFormatted(arg)) return [name, arg];
    parts.push(arg);
    return [name, `${opening}${parts.length - 1}${closing}`];
  });
  const text = t(id, Object.fromEntries(values));
  const pieces = text.split(/\uE000(\d+)\uE001/);
  return joined(
    pieces.map((piece, index) => (index % 2 === 0 ? plain(piece) : (parts[Number(piece)] ?? plain('')))),
  );
}

function isFormatted(arg: PhraseArg | Formatted): arg is Formatted {
  return typeof arg === 'object' && 'entities' in arg;
}
