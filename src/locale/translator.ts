import { readdirSync, readFileSync } from 'node:fs';
import { FluentBundle, FluentResource, type FluentValue, type FluentVariable } from '@fluent/bundle';
import {
  type Language,
  languages,
  type MessageId,
  type PhraseArg,
  type PhraseArgs,
  type Said,
} from '../domain/phrase.ts';

export type Translator = {
  language: Language;
  /** The message in this language. Throws for one that is not there, or that needs a gap filled that is not. */
  t(id: MessageId, args?: PhraseArgs): string;
  say(said: Said): string;
};

const translators = new Map<Language, Translator>();

/** Reads a language's files when it is first asked for. */
export function translatorOf(language: Language): Translator {
  const known = translators.get(language);
  if (known !== undefined) return known;
  const translator = createTranslator(language, readBundle(language));
  translators.set(language, translator);
  return translator;
}

/** For logs, the command line and whatever other programs read. */
export function inEnglish(said: Said): string {
  return translatorOf('en').say(said);
}

/** Whether every language can word it. What another version has stored may have messages that this one does not. */
export function isSayable(said: Said): boolean {
  try {
    for (const language of languages) translatorOf(language).say(said);
    return true;
  } catch {
    return false;
  }
}

function createTranslator(language: Language, bundle: FluentBundle): Translator {
  const say = (said: Said): string => (typeof said === 'string' ? said : t(said.id, said.args));
  const t = (id: MessageId, args: PhraseArgs = {}): string => {
    const pattern = bundle.getMessage(id)?.value;
    if (pattern == null) throw new Error(`there is no message ${id} in ${language}`);
    const errors: Error[] = [];
    const values = Object.entries(args).map(([name, arg]) => [name, toVariable(arg, say)] as const);
    const text = bundle.formatPattern(pattern, Object.fromEntries(values), errors);
    if (errors[0] !== undefined) throw new Error(`message ${id} in ${language}: ${errors[0].message}`);
    return text;
  };
  return { language, t, say };
}

function toVariable(arg: PhraseArg, say: (said: Said) => string): FluentVariable {
  if (typeof arg === 'string' || typeof arg === 'number') return arg;
  return isList(arg) ? arg.map(say).join(', ') : say(arg);
}

function isList(arg: Exclude<PhraseArg, string | number>): arg is readonly Said[] {
  return Array.isArray(arg);
}

function readBundle(language: Language): FluentBundle {
  const folder = new URL(`${language}/`, import.meta.url);
  // The marks that would isolate what stands in the gaps count as characters, and Telegram shows them in code.
  const bundle = new FluentBundle(language, { useIsolating: false, functions: { SENTENCE: toSentence } });
  for (const name of readdirSync(folder)) {
    const errors = bundle.addResource(new FluentResource(readFileSync(new URL(name, folder), 'utf8')));
    if (errors[0] !== undefined) throw new Error(`${language}/${name}: ${errors[0].message}`);
  }
  return bundle;
}

/** In a message `SENTENCE($why)` is the clause as a sentence, which one that is a sentence already stays. */
function toSentence([clause]: readonly FluentValue[]): string {
  const text = typeof clause === 'string' ? clause : '';
  const capitalised = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?…:]$/.test(text) ? capitalised : `${capitalised}.`;
}
