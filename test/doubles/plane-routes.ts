import { z } from 'zod';
import {
  type Answer,
  toActivityAnswer,
  toCommentAnswer,
  toItemAnswer,
  toPage,
  toUserAnswer,
} from './plane-answers.ts';
import {
  addBlock,
  addComment,
  addItem,
  changeState,
  type External,
  type PlaneItem,
  type PlaneModel,
  type PlaneProject,
  type PlaneUser,
  versions,
} from './plane-model.ts';

export type ApiRequest = { method: string; path: string; query: URLSearchParams; body: unknown };

type Context = ApiRequest & { model: PlaneModel; me: PlaneUser };
type ProjectContext = Context & { project: PlaneProject };

const gone: Answer = { status: 404, body: { error: 'The requested resource does not exist.' } };
const unrouted: Answer = { status: 404, body: { error: 'Page not found.' } };
const forbidden: Answer = {
  status: 403,
  body: { detail: 'You do not have permission to perform this action.' },
};

const itemBody = z.object({
  name: z.string().min(1).max(255),
  description_html: z.string().default('<p></p>'),
  state: z.string().optional(),
  labels: z.array(z.string()).default([]),
  external_source: z.string().nullable().default(null),
  external_id: z.string().nullable().default(null),
});
const patchBody = itemBody.pick({ name: true, state: true }).partial();
const commentBody = itemBody
  .pick({ external_source: true, external_id: true })
  .extend({ comment_html: z.string().default('<p></p>') });
const relationBody = z.object({ relation_type: z.literal('blocked_by'), issues: z.array(z.string()) });

/** What the API answers to a request whose key is good; `path` is behind /api/v1 and ends with a slash. */
export function answerApi(model: PlaneModel, me: PlaneUser, request: ApiRequest): Answer {
  const context = { ...request, model, me };
  const parts = request.path.split('/').filter((part) => part !== '');
  const [first, slug, ...rest] = parts;
  if (first === 'users' && slug === 'me' && rest.length === 0) return ok(toUserAnswer(me));
  if (first !== 'workspaces' || slug === undefined) return unrouted;
  if (slug !== model.workspace.slug) return forbidden;
  const [kind = '', id, ...below] = rest;
  if (isItems(model, kind) && id !== undefined && below.length === 0) return answerKey(context, id);
  if (kind !== 'projects') return unrouted;
  if (id === undefined) return toPage(model.projects, request.query, toProjectAnswer);
  const project = model.projects.find((one) => one.id === id);
  if (project === undefined) return forbidden;
  return answerProject({ ...context, project }, below);
}

function isItems({ version }: PlaneModel, kind: string): boolean {
  return kind === 'issues' || (kind === 'work-items' && versions[version].workItems);
}

function answerKey({ model }: Context, key: string): Answer {
  const [, identifier, sequence] = /^(.+)-(\d+)$/.exec(key) ?? [];
  const project = model.projects.find((one) => one.identifier === identifier);
  if (project === undefined) return forbidden;
  const item = model.items.find((one) => one.project === project && one.sequence === Number(sequence));
  return item === undefined || item.hidden !== null ? gone : ok(toItemAnswer(model, item));
}

function answerProject(context: ProjectContext, [kind, id, part, ...more]: string[]): Answer {
  const { model, project, method, query } = context;
  if (kind === undefined) return ok(toProjectAnswer(project));
  if (kind === 'states' && id === undefined) return toPage(project.states, query, (state) => state);
  if (kind === 'labels' && id === undefined) return toPage(project.labels, query, (label) => label);
  if (!isItems(model, kind) || more.length > 0) return unrouted;
  if (id === undefined) return method === 'POST' ? createItem(context) : listItems(context);
  if (!/^[0-9a-f-]{36}$/.test(id)) return unrouted;
  const item = model.items.find((one) => one.project === project && one.id === id);
  if (part === undefined) return answerItem(context, item);
  if (part === 'comments')
    return method === 'POST' ? createComment(context, item) : listComments(context, id);
  if (part === 'activities') return listActivities(context, id);
  const hasRelations = versions[model.version].relations !== 'none' && kind === 'work-items';
  if (part === 'relations' && hasRelations) return answerRelations(context, item, id);
  return unrouted;
}

function listItems({ model, project, query }: ProjectContext): Answer {
  const external = { external_source: query.get('external_source'), external_id: query.get('external_id') };
  if (external.external_source !== null && external.external_id !== null) {
    const item = model.items.find((one) => one.project === project && isSame(one.external, external));
    return item === undefined ? gone : ok(toItemAnswer(model, item));
  }
  const visible = model.items.filter((one) => one.project === project && one.hidden === null);
  const byUpdate = query.get('order_by') === '-updated_at';
  const sorted = visible.toSorted((a, b) =>
    byUpdate ? b.updatedAtMs - a.updatedAtMs : b.createdAtMs - a.createdAtMs,
  );
  return toPage(sorted, query, (item) => toItemAnswer(model, item));
}

function createItem({ model, me, project, body }: ProjectContext): Answer {
  const parsed = itemBody.safeParse(body);
  if (!parsed.success) return refused(parsed.error);
  const { name, description_html, state, labels, external_source, external_id } = parsed.data;
  const external = { external_source, external_id };
  const there = model.items.find((one) => one.project === project && isSame(one.external, external));
  if (there !== undefined) return conflict('Issue', there.id);
  const known = state === undefined || project.states.some((one) => one.id === state);
  if (!known) return wrongState;
  const wanted = { name, descriptionHtml: description_html, labelIds: labels, external };
  const item = addItem(model, project, state === undefined ? wanted : { ...wanted, stateId: state }, me);
  return { status: 201, body: toItemAnswer(model, item) };
}

const wrongState: Answer = {
  status: 400,
  body: { non_field_errors: ['State is not valid please pass a valid state_id'] },
};

/** PATCH reaches hidden items too; what it does not know, it ignores. */
function answerItem({ model, me, method, project, body }: ProjectContext, item?: PlaneItem): Answer {
  if (item === undefined) return gone;
  if (method === 'GET') return item.hidden === null ? ok(toItemAnswer(model, item)) : gone;
  if (method !== 'PATCH') return { status: 405, body: { detail: `Method "${method}" not allowed.` } };
  const parsed = patchBody.safeParse(body);
  if (!parsed.success) return refused(parsed.error);
  const { state, name } = parsed.data;
  if (state !== undefined) {
    if (!project.states.some((one) => one.id === state)) return wrongState;
    changeState(model, item, state, { field: 'state', actor: me });
  }
  if (name !== undefined) item.name = name;
  return ok(toItemAnswer(model, item));
}

/** Always newest first, and no 404 for an item that is gone. */
function listComments({ model, query }: ProjectContext, id: string): Answer {
  const found = model.comments.filter(({ item }) => item.id === id).toReversed();
  return toPage(found, query, (one) => expanded(toCommentAnswer(model, one), one.actor, query));
}

function createComment({ model, me, project, body }: ProjectContext, item?: PlaneItem): Answer {
  const parsed = commentBody.safeParse(body);
  if (!parsed.success) return refused(parsed.error);
  const { comment_html, ...external } = parsed.data;
  const there = model.comments.find((one) => one.item.project === project && isSame(one.external, external));
  if (there !== undefined) return conflict('Work item comment', there.id);
  if (item === undefined) return { status: 400, body: { error: 'The payload is not valid' } };
  const comment = addComment(model, { item, html: comment_html, external, actor: me });
  return { status: 201, body: toCommentAnswer(model, comment) };
}

function listActivities({ model, query }: ProjectContext, id: string): Answer {
  const found = model.activities.filter(({ item }) => item.id === id);
  const sorted = query.get('order_by') === '-created_at' ? found.toReversed() : found;
  return toPage(sorted, query, (one) => expanded(toActivityAnswer(model, one), one.actor, query));
}

function answerRelations(context: ProjectContext, item: PlaneItem | undefined, id: string): Answer {
  const { model, method, body } = context;
  if (method === 'POST') {
    const parsed = relationBody.safeParse(body);
    if (!parsed.success) return refused(parsed.error);
    const others = model.items.filter((one) => parsed.data.issues.includes(one.id));
    if (item !== undefined) for (const other of others) addBlock(model, item, other);
    return { status: 201, body: others.map((one) => toItemAnswer(model, one)) };
  }
  const toRelation = (one: PlaneItem) =>
    versions[model.version].relations === 'ids' ? one.id : { project_id: one.project.id, issue_id: one.id };
  const none = { duplicate: [], relates_to: [], start_after: [], start_before: [] };
  return ok({
    blocking: model.blocks.filter(({ by }) => by.id === id).map((block) => toRelation(block.item)),
    blocked_by: model.blocks.filter((block) => block.item.id === id).map(({ by }) => toRelation(by)),
    ...none,
    finish_after: [],
    finish_before: [],
  });
}

function toProjectAnswer({ id, identifier, name }: PlaneProject) {
  return { id, identifier, name, archived_at: null };
}

function expanded<T extends object>(answer: T, actor: PlaneUser, query: URLSearchParams) {
  return query.get('expand') === 'actor' ? { ...answer, actor: toUserAnswer(actor) } : answer;
}

function isSame(a: External, b: External): boolean {
  const given = b.external_id !== null && b.external_source !== null;
  return given && a.external_id === b.external_id && a.external_source === b.external_source;
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function conflict(what: string, id: string): Answer {
  const error = `${what} with the same external id and external source already exists`;
  return { status: 409, body: { error, id } };
}

/** Django REST framework's words: the field and what is wrong with it. */
function refused(error: z.ZodError): Answer {
  return { status: 400, body: z.flattenError(error).fieldErrors };
}
