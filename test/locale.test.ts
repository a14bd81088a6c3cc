import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type VariableReference, Visitor } from '@fluent/syntax';
import { describe, expect, test } from 'vitest';
import { languages, messageAreas } from '../src/domain/phrase.ts';

const source = new URL('../src/', import.meta.url).pathname;
const locale = join(source, 'locale');

class Variables extends Visitor {
  names = new Set<string>();
  override visitVariableReference(node: VariableReference): void {
    this.names.add(node.id.name);
  }
}

/** Of a file: each message with the names of its gaps, in order. */
function readMessages(path: string): Map<string, string> {
  const { body } = parse(readFileSync(path, 'utf8'), {});
  const messages = new Map<string, string>();
  for (const entry of body) {
    if (entry.type === 'Junk') throw new Error(`${path}: not a message: ${entry.content}`);
    if (entry.type !== 'Message') continue;
    const { id, value } = entry;
    if (messages.has(id.name)) throw new Error(`${path}: ${id.name} stands there twice`);
    const variables = new Variables();
    if (value !== null) variables.visit(value);
    messages.set(id.name, [...variables.names].toSorted().join(', '));
  }
  return messages;
}

function readLanguage(language: string): Map<string, string> {
  const files = readdirSync(join(locale, language)).toSorted();
  return new Map(files.flatMap((file) => [...readMessages(join(locale, language, file))]));
}

/** Ids are written out wherever they are used: never put together. */
function listUsed(): Set<string> {
  const areas = messageAreas.join('|');
  const literal = new RegExp(`'((?:${areas})-[a-z0-9-]+)'`, 'g');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  // Checkpoints, and what a CLI calls its records, look alike.
  const others = /checkpoint\('[\w-]+'\)|case 'cost-state'/g;
  const texts = files.map((file) => readFileSync(join(source, file), 'utf8').replaceAll(others, ''));
  return new Set(texts.flatMap((text) => [...text.matchAll(literal)].map(([, id = '']) => id)));
}

describe('messages', () => {
  const english = readLanguage('en');

  test('every message that the code names is there, and every one that is there is named', () => {
    const used = listUsed();
    const missing = [...used].filter((id) => !english.has(id));
    const unused = [...english.keys()].filter((id) => !used.has(id));
    expect({ missing, unused }).toEqual({ missing: [], unused: [] });
  });

  test.each(languages)('%s has the messages of English with the same gaps', (language) => {
    expect(Object.fromEntries(readLanguage(language))).toEqual(Object.fromEntries(english));
  });

  test.each(languages)('each file of %s holds the messages of one area, named after it', (language) => {
    for (const file of readdirSync(join(locale, language))) {
      const area = file.replace('.ftl', '');
      expect(messageAreas).toContain(area);
      const strangers = [...readMessages(join(locale, language, file)).keys()].filter(
        (id) => !id.startsWith(`${area}-`),
      );
      expect(strangers, `${language}/${file}`).toEqual([]);
    }
  });
});

test('what a program ended with is called its exit status everywhere', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  const read = files.filter((file) => /\.(ts|md|ftl)$/.test(file));
  const other = read.filter((file) => /exit[- ]code\b/i.test(readFileSync(join(source, file), 'utf8')));
  expect(other).toEqual([]);
});
