import { type HttpClient } from '../http-client/http-client.ts';
import { HttpError } from '../http-client/http-error.ts';
import type { LandingStyle } from './forge.ts';
import type { MergeAnswer } from './pull-request.ts';

const doByStyle = {
  merge: 'merge',
  squash: 'squash',
  ff: 'fast-forward-only',
} as const satisfies Record<LandingStyle, string>;

export type MergeOrder = { style: LandingStyle; head: string; title: string; message: string };

const ok = 200;
const notFound = 404;
const notAllowed = 405;
const conflict = 409;
const archived = 423;
const serverFault = 500;

/** Merges the head that is named, or tells why not. Error texts: Gitea routers/api/v1/repo/pull.go; Forgejo has the same. */
export async function mergePull(
  client: HttpClient,
  pullPath: string,
  order: MergeOrder,
): Promise<MergeAnswer> {
  const accept = [notFound, notAllowed, conflict, archived];
  const path = `${pullPath}/merge`;
  try {
    const { status, body } = await client.request({ method: 'POST', path, body: toBody(order), accept });
    return toMergeAnswer(status, body);
  } catch (error) {
    const answer = error instanceof HttpError && error.status === serverFault ? fromFault(error.body) : null;
    if (answer === null) throw error;
    return answer;
  }
}

/** The names of Gitea before 1.26, which later versions still take and Forgejo knows alone. */
function toBody({ style, head, title, message }: MergeOrder) {
  return {
    Do: doByStyle[style],
    MergeTitleField: title,
    MergeMessageField: message,
    head_commit_id: head,
  };
}

function toMergeAnswer(status: number, body: unknown): MergeAnswer {
  const why = wordsOf(body);
  switch (status) {
    case ok:
      return { kind: 'merged' };
    case notFound:
      return { kind: 'refused', why: 'it is missing, or closed without a merge' };
    case notAllowed:
      return fromNotAllowed(why);
    case conflict:
      return fromConflict(body, why);
    case archived:
      return { kind: 'refused', why: 'the repository is archived' };
    default:
      return { kind: 'not-ready', why: `it answered ${status} ${why}`.trim() };
  }
}

function fromNotAllowed(why: string): MergeAnswer {
  if (/already merged/i.test(why)) return { kind: 'already' };
  if (/try again later/i.test(why)) return { kind: 'not-ready', why };
  // Rights, drafts, protected branches, signatures, a style that is switched off: all for people to mend.
  return { kind: 'refused', why };
}

function fromConflict(body: unknown, why: string): MergeAnswer {
  if (isRecord(body) && 'StdErr' in body) return { kind: 'conflict', why: toConflictWords(body) };
  if (/head out of date/i.test(why)) return { kind: 'head-moved', why };
  if (/push out of date|scheduled/i.test(why)) return { kind: 'not-ready', why };
  return { kind: 'refused', why };
}

/** Two refusals have no status of their own; their words are there only for an administrator's token. */
function fromFault(body: unknown): MergeAnswer | null {
  const why = wordsOf(body);
  if (/dependenc/i.test(why)) return { kind: 'refused', why: `it depends on others that are open: ${why}` };
  if (/diverging/i.test(why)) return { kind: 'not-ready', why: `it cannot be fast-forwarded: ${why}` };
  return null;
}

/** The raw result of git's merge, in place of a message. */
function toConflictWords(body: Readonly<Record<string, unknown>>): string {
  const told = [body['StdOut'], body['StdErr']].filter((text) => typeof text === 'string').join('\n');
  const line = told.split('\n').find((text) => text.startsWith('CONFLICT')) ?? told.trim().split('\n')[0];
  return line === undefined || line === '' ? 'a conflict' : line;
}

function wordsOf(body: unknown): string {
  if (isRecord(body) && typeof body['message'] === 'string') return body['message'];
  return typeof body === 'string' ? body : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
