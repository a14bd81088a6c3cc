import type { MessageEntity } from 'grammy/types';
import { badRequest } from './api-error.ts';
import { byPlace, parseEntities } from './entities.ts';
import { findEntities } from './find-entities.ts';
import type { EmulatorUser, Formatted } from './model.ts';
import { parseHtml } from './parse-html.ts';

type Source = { text: string; parseMode: string | undefined; entities: unknown[] };

export const longestText = 4096;
export const longestCaption = 1024;

/** Turns what a bot sent into the text and entities people see. Emptiness and length are the caller's to judge. */
export function formatText(source: Source, users: Map<number, EmulatorUser>): Formatted {
  const parsed = trim(clean(parse(source, users)));
  return { text: parsed.text, entities: findEntities(parsed.text, parsed.entities) };
}

/** Telegram counts code points here, although entity offsets count UTF-16 units. */
export function countCharacters(text: string): number {
  return Array.from(text).length;
}

function parse(source: Source, users: Map<number, EmulatorUser>): Formatted {
  const mode = source.parseMode?.toLowerCase() ?? '';
  if (mode === '') return { text: source.text, entities: parseEntities(source.entities, source.text, users) };
  if (mode !== 'html') throw badRequest('unsupported parse_mode');
  try {
    const { text, entities } = parseHtml(source.text, users);
    return { text, entities: entities.toSorted(byPlace) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw badRequest(`can't parse entities: ${error.message}`);
  }
}

/** Carriage returns go and other control characters become spaces. */
function clean(formatted: Formatted): Formatted {
  let cleaned = formatted;
  for (let at = cleaned.text.indexOf('\r'); at >= 0; at = cleaned.text.indexOf('\r')) {
    cleaned = cut(cleaned, at, at + 1);
  }
  return { ...cleaned, text: replaceControls(cleaned.text) };
}

function replaceControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (char) => (char === '\n' ? char : ' '));
}

/** Space goes from the end, and from the beginning as far as no entity covers it. */
function trim(formatted: Formatted): Formatted {
  const end = formatted.text.trimEnd().length;
  const trimmed = cut(formatted, end, formatted.text.length);
  const firstEntity = trimmed.entities[0]?.offset ?? trimmed.text.length;
  const leading = trimmed.text.length - trimmed.text.trimStart().length;
  return cut(trimmed, 0, Math.min(leading, firstEntity));
}

function cut({ text, entities }: Formatted, from: number, to: number): Formatted {
  const move = (at: number): number => (at <= from ? at : Math.max(from, at - (to - from)));
  const moved = entities.map((entity): MessageEntity => {
    const offset = move(entity.offset);
    return { ...entity, offset, length: move(entity.offset + entity.length) - offset };
  });
  return { text: text.slice(0, from) + text.slice(to), entities: moved.filter(({ length }) => length > 0) };
}
