import type { Verb } from '../verbs.ts';
import { printEvents } from './print.ts';
import { withFile } from './read.ts';

const LISTED = 50;

/** What came by webhook, failed ones first. Reads a copy, as the other reading verbs do. */
export const events: Verb = (input) => {
  const limit = input.args.includes('--all') ? null : LISTED;
  const args = input.args.filter((arg) => arg !== '--all');
  return withFile({ ...input, args }, 0, ({ store: { eventLog } }) => {
    const listed = eventLog.list({ limit });
    const view = { events: listed, unlisted: eventLog.count() - listed.length };
    return { view, text: () => printEvents(view) };
  });
};
