import type { AuditRow } from '../store/audit.ts';
import type { Verb } from '../verbs.ts';
import { withFile } from './read.ts';

const LISTED = 50;

/** Who did what in the chat or over HTTP and who was refused what, the latest first. Reads a copy, as the other reading verbs do. */
export const audit: Verb = (input) => {
  const most = input.args.includes('--all') ? Number.MAX_SAFE_INTEGER : LISTED;
  const args = input.args.filter((arg) => arg !== '--all');
  return withFile({ ...input, args }, 0, ({ store }) => {
    const view = store.audit.listLatest(most);
    return { view, text: () => print(view) };
  });
};

function print(rows: readonly AuditRow[]): string {
  if (rows.length === 0) return 'Nobody asked anything yet.';
  return rows.map(toLine).join('\n');
}

function toLine(row: AuditRow): string {
  const { at, who, role, user_id: user, chat_id: chat, via, action, target, outcome, detail } = row;
  const where = user === null && chat === null ? 'over HTTP' : `in ${chat ?? '?'}`;
  const asked = [action, ...(target === null ? [] : [target])].join(' ');
  const said = detail === null ? '' : `: ${detail.replaceAll(/\s+/g, ' ').slice(0, 120)}`;
  return `${at.slice(0, 19)}  ${outcome.padEnd(9)}  ${who} (${role ?? 'stranger'})  ${via} ${asked}  ${where}${said}`;
}
