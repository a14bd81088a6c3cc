import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../domain/signal.ts';
import { toEnglish } from '../locale/to-english.ts';
import { inEnglish } from '../locale/translator.ts';
import { PayloadError, parseBody } from '../payload.ts';
import type { FreezeRow } from '../store/gates.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { findFrozenRepo, findRepo, listRepos } from '../workflow/find-project.ts';
import { freeze, unfreeze } from '../workflow/freeze.ts';
import { type Deed, keepDeed } from './keep-deed.ts';
import { type Access, checkBearer, refuseWithoutToken } from './operator.ts';
import { checkJsonType, refuse } from './refuse.ts';

const CREATED = 201;
const BAD_REQUEST = 400;
const NOT_FOUND = 404;
const CONFLICT = 409;
/** The longest words that are taken, each letter escaped, and room to spare. */
const BODY_LIMIT_BYTES = 16 * 1024;
const SHOWN_WORD = 64;

/** One clean line. What a terminal or a chat would obey is refused, so that nobody wonders where it went. */
const line = (longest: number) =>
  z
    .string()
    .refine((text) => !/[^\P{Cc}\t\n\r]/u.test(text), 'expected no control characters')
    .transform((text) => oneLine(text, Number.POSITIVE_INFINITY))
    .pipe(z.string().min(1).max(longest));

const said = { repo: line(300), by: line(100).optional() };
const freezeShape = z.strictObject({ ...said, reason: line(500) });
const numberShape = z.int().positive();
const unfreezeShape = z
  .strictObject({
    ...said,
    reason: line(500).optional(),
    id: numberShape.optional(),
    ids: z.array(numberShape).min(1).max(100).optional(),
  })
  .refine(({ id, ids }) => id === undefined || ids === undefined, 'expected id or ids, not both');

/**
 * `POST /serial-gate/freeze` and `/unfreeze`. HTTP_TOKEN is asked for on this machine too: the agents run on it, and none
 * of them may open what a person closed.
 */
export function addSerialGate(app: FastifyInstance, context: Context, { tokens }: Access): void {
  void app.register((scope, _options, done) => {
    // Before the body is read.
    scope.addHook('onRequest', (request, reply, next) => {
      if (tokens.length === 0) throw refuseWithoutToken('this route always asks for it');
      checkBearer(request, reply, tokens);
      checkJsonType(request.headers['content-type']);
      next();
    });
    const options = { bodyLimit: BODY_LIMIT_BYTES };
    scope.post('/serial-gate/freeze', options, ({ body }, reply) => freezeAsked(context, body, reply));
    scope.post('/serial-gate/unfreeze', options, ({ body }) => unfreezeAsked(context, body));
    done();
  });
}

function freezeAsked(context: Context, body: unknown, reply: FastifyReply) {
  const { repo: word, reason, by: name } = read(freezeShape, body, '{ "repo", "reason", "by"? }');
  const asked = { by: toActor(name), action: 'freeze', target: null } as const;
  const repo = findRepo(context, word) ?? declineUnknown(context, asked, word);
  const deed = { ...asked, target: repo };
  const record = ({ id }: FreezeRow) => keepDeed(context, deed, 'done', `freeze ${id}: ${reason}`);
  const { id, isNew } = freeze(context, repo, { by: asked.by, reason, record });
  if (!isNew) {
    const message = `${repo} is frozen already by the same caller for this reason: freeze ${id}`;
    decline(context, deed, 'already_frozen', message);
  }
  void reply.code(CREATED);
  return { ...describe(context, repo, []), id };
}

function unfreezeAsked(context: Context, body: unknown) {
  const said = read(unfreezeShape, body, '{ "repo", "reason"?, "by"?, "id"? or "ids"? }');
  const { repo: word, reason = null, id, ids = id === undefined ? undefined : [id] } = said;
  const asked = { by: toActor(said.by), action: 'unfreeze', target: null } as const;
  const repo =
    findFrozenRepo(context, word) ?? findRepo(context, word) ?? declineUnknown(context, asked, word);
  const deed = { ...asked, target: repo };
  checkFrozen(context, deed, ids);
  const record = (rows: readonly FreezeRow[]) => keepDeed(context, deed, 'done', wordLifted(rows, reason));
  const { lifted, refused } = unfreeze(context, repo, { by: asked.by, reason, record, ...(ids && { ids }) });
  if (refused !== null) decline(context, deed, 'rolling_back', inEnglish(refused));
  return describe(context, repo, lifted);
}

function wordLifted(rows: readonly FreezeRow[], reason: string | null): string {
  const lifted = `lifted freeze ${rows.map(({ id }) => id).join(', ')}`;
  return reason === null ? lifted : `${lifted}: ${reason}`;
}

/** All of the numbers or none: who names one that is not there has something else in mind. */
function checkFrozen(context: Context, deed: Deed & { target: string }, ids: readonly number[] = []): void {
  const { target: repo } = deed;
  const active = context.store.freezes.listActive(repo).map(({ id }) => id);
  if (active.length === 0) decline(context, deed, 'not_frozen', `${repo} is not frozen`);
  const unknown = ids.filter((id) => !active.includes(id));
  if (unknown.length === 0) return;
  const message = `${repo} has no freeze ${unknown.join(', ')}; it is frozen by ${active.join(', ')}`;
  decline(context, deed, 'no_such_freeze', message);
}

function declineUnknown(context: Context, deed: Deed, word: string): never {
  const known = listRepos(context);
  const message = `no project has a repository ${oneLine(word, SHOWN_WORD)}; there are: ${known.join(', ') || 'none'}`;
  keepDeed(context, deed, 'unchanged', message);
  throw refuse(NOT_FOUND, 'no_repo', message);
}

function decline(context: Context, deed: Deed, code: string, message: string): never {
  keepDeed(context, deed, 'unchanged', message);
  throw refuse(CONFLICT, code, message);
}

/** What still holds the repository, and what was lifted. */
function describe({ store }: Context, repo: string, cleared: readonly FreezeRow[]) {
  const rows = (list: readonly FreezeRow[]) =>
    list.map(({ id, reason, since, by, workItemId }) => ({ id, reason, since, by, workItemId }));
  return toEnglish({ repo, frozen: rows(store.freezes.listActive(repo)), cleared: rows(cleared) });
}

function toActor(name: string | undefined): Actor {
  return { who: name === undefined ? 'HTTP' : `${name} (HTTP)`, via: 'http' };
}

function read<T>(schema: z.ZodType<T>, body: unknown, expected: string): T {
  try {
    return parseBody(schema, body, expected);
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    throw refuse(BAD_REQUEST, 'bad_body', error.message);
  }
}
