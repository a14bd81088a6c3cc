import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every notice of a folder, by file name. Throws for a notice without a heading or without a text. */
export function loadNotices(folder) {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort();
  return names.map((name) => parseNotice(name, readFileSync(join(folder, name), 'utf8')));
}

export function parseNotice(name, text) {
  const [first = '', ...rest] = text.split('\n');
  const body = rest.join('\n').trim();
  if (!/^# \S/.test(first))
    throw new Error(`${name}: expected a heading such as "# Welcome" in the first line`);
  if (body === '') throw new Error(`${name}: expected a text below the heading`);
  return { name, title: first.slice(2).trim(), body };
}
