import type { z } from 'zod';
import { parseAnswer } from '../payload.ts';
import { toPageSchema } from './plane-schemas.ts';
import type { PlaneAnswer } from './plane-server.ts';
import { TrackerError } from './tracker-error.ts';

/** Plane allows 1000. */
const PER_PAGE = 100;

/**
 * The pages of a list, each asked for when the reader comes to it. `askPage` gets the page's part of the query;
 * where it answers null there is no list, and no page. Pages are offsets: under concurrent edits one thing may be
 * on two of them.
 */
export async function* readPages<T>(
  schema: z.ZodType<T>,
  askPage: (query: string) => Promise<PlaneAnswer | null>,
  perPage: number = PER_PAGE,
): AsyncGenerator<T[], void, undefined> {
  const pageSchema = toPageSchema(schema);
  const seen = new Set<string>();
  let query = `per_page=${perPage}`;
  for (;;) {
    const answer = await askPage(query);
    if (answer === null) return;
    const page = parseAnswer(pageSchema, answer.body, 'plane', answer.what);
    yield page.results;
    if (!page.next_page_results) return;
    if (page.results.length === 0) {
      throw new TrackerError(`plane goes on behind an empty page: ${answer.what}`);
    }
    const cursor = page.next_cursor ?? '';
    if (seen.has(cursor)) throw new TrackerError(`plane leads in a circle through its pages: ${answer.what}`);
    seen.add(cursor);
    query = `per_page=${perPage}&cursor=${encodeURIComponent(cursor)}`;
  }
}
