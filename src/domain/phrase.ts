export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

/** What messages are about; each has a file of its own in each language. */
export const messageAreas = [
  'access',
  'amount',
  'ask',
  'bot',
  'brd',
  'card',
  'command',
  'cost',
  'deps',
  'digest',
  'explain',
  'gate',
  'log',
  'new',
  'news',
  'notice',
  'project',
  'queue',
  'settings',
  'stage',
  'steer',
  'why',
] as const;

export type MessageId = `${(typeof messageAreas)[number]}-${string}`;

/** Something to say, which its reader's language words: a message of `locale/` and what stands in its gaps. */
export type Phrase = Readonly<{ id: MessageId; args?: PhraseArgs }>;
export type PhraseArgs = Readonly<Record<string, PhraseArg>>;
/** Numbers choose the plural and are grouped; what must not be, such as an id, is text. A list is joined by commas. */
export type PhraseArg = string | number | Phrase | readonly Said[];
/** Text is shown as it is: people's words, what a program outside told, and rows of older versions. */
export type Said = string | Phrase;

export function phrase(id: MessageId, args?: PhraseArgs): Phrase {
  return args === undefined ? { id } : { id, args };
}

export function isLanguage(text: string): text is Language {
  return languages.some((language) => language === text);
}

/** Told from other data by the area its id begins with. */
export function isPhrase(value: unknown): value is Phrase {
  if (!isRecord(value)) return false;
  const { id, args, ...others } = value;
  if (Object.keys(others).length > 0 || typeof id !== 'string') return false;
  if (!messageAreas.some((area) => id.startsWith(`${area}-`))) return false;
  return args === undefined || (isRecord(args) && Object.values(args).every(isArg));
}

function isArg(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'number' || isPhrase(value)) return true;
  return Array.isArray(value) && value.every((part) => typeof part === 'string' || isPhrase(part));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
