import { z } from 'zod';
import type { HttpClient } from '../http-client/http-client.ts';
import { parseAnswer } from '../payload.ts';

const PAGE_SIZE = 50;

/**
 * Every page of a list, until it says that nothing follows. A server may hand out smaller pages than it was asked for,
 * and some lists know no pages and answer all of it each time; so a page that brings nothing unseen is the end too.
 */
export async function* listPages<T extends { id: number }>(
  client: HttpClient,
  path: string,
  read: (body: unknown, what: string) => T[],
): AsyncGenerator<T[]> {
  const seen = new Set<number>();
  for (let page = 1; ; page += 1) {
    const pagePath = `${path}${path.includes('?') ? '&' : '?'}page=${page}&limit=${PAGE_SIZE}`;
    const { body, headers } = await client.request({ method: 'GET', path: pagePath });
    const unseen = read(body, `GET ${pagePath}`).filter(({ id }) => !seen.has(id));
    if (unseen.length === 0) return;
    for (const { id } of unseen) seen.add(id);
    yield unseen;
    const total = headers.get('x-total-count');
    if (total !== null && seen.size >= Number(total)) return;
  }
}

export async function listAll<T extends { id: number }>(
  client: HttpClient,
  path: string,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const all: T[] = [];
  for await (const page of listPages(client, path, readList(schema))) all.push(...page);
  return all;
}

export function readList<T>(schema: z.ZodType<T>): (body: unknown, what: string) => T[] {
  return (body, what) => parseAnswer(z.array(schema), body, 'gitea', what);
}
