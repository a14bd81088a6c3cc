import { HttpError } from '../http-client/http-error.ts';
import { cutText, parseAnswer } from '../payload.ts';
import { toHtml } from './plane-html.ts';
import { createPlaneNames, findNamed, type PlaneNames } from './plane-names.ts';
import { readPages } from './plane-pages.ts';
import {
  activitySchema,
  commentSchema,
  type ItemAnswer,
  itemSchema,
  projectSchema,
  relationsSchema,
  toUser,
} from './plane-schemas.ts';
import { askItems, type ItemsRequest, look, type PlaneProject, projectPath } from './plane-server.ts';
import { toText } from './plane-text.ts';
import type { ItemComment, ItemPost, ItemState, StateChange, Tracker, WorkItem } from './tracker.ts';
import { TrackerError } from './tracker-error.ts';

/** Marks what Signalbox posts and makes: with an `external_id`, Plane takes it once per project. */
const externalSource = 'signalbox';
const [BAD_REQUEST, CONFLICT] = [400, 409];
/** Plane takes one more, for the mark that something is missing. */
const TITLE_CHARACTERS = 254;
const [FEW_PER_PAGE, MANY_PER_PAGE] = [50, 500];

type Place = PlaneProject & { states: PlaneNames; labels: PlaneNames; identifier: string | null };

/**
 * One project of a Plane. Items that are archived, drafts or in triage are absent: Plane hides them. Blockers are known
 * since Plane 1.3.0.
 */
export function createPlaneTracker(project: PlaneProject): Tracker {
  const [states, labels] = [createPlaneNames(project, 'states'), createPlaneNames(project, 'labels')];
  const place: Place = { ...project, states, labels, identifier: null };
  return {
    whoAmI: () => project.server.whoAmI(),
    findItem: (id) => findItem(place, itemsPath(place, id)),
    findItemByKey: (key) => findItemByKey(place, key),
    listChanged: (since) => listChanged(place, since),
    findStateChange: (id) => findStateChange(place, id),
    listComments: (id, since) => listComments(place, id, since),
    listBlockers: (id) => listBlockers(place, id),
    createItem: (item) => createItem(place, item),
    setState: (id, name) => setState(place, id, name),
    post: (id, post) => postComment(place, id, post),
    itemUrl: (id) => itemUrl(place, id),
  };
}

function itemUrl({ server, workspace, project }: Place, id: string): string {
  return `${server.url}/${workspace}/projects/${project}/issues/${id}`;
}

/** The path below the route of work items: of all, of one, or of what belongs to one. */
function itemsPath(place: Place, id?: string, part?: string): ItemsRequest['pathOf'] {
  const below = [id, part].filter((name) => name !== undefined).map((name) => `${encodeURIComponent(name)}/`);
  return (word) => `${projectPath(place)}/${word}/${below.join('')}`;
}

async function findItem(place: Place, pathOf: ItemsRequest['pathOf']): Promise<WorkItem | null> {
  const answer = await askItems(place, { method: 'GET', pathOf });
  if (answer === null) return null;
  const [item] = await toItems(place, [parseAnswer(itemSchema, answer.body, 'plane', answer.what)]);
  return item ?? null;
}

async function findItemByKey(place: Place, key: string): Promise<WorkItem | null> {
  const [, prefix, sequence] = /^(.+)-0*(\d+)$/.exec(key.trim()) ?? [];
  if (prefix === undefined || sequence === undefined) return null;
  const isOurs = () => place.identifier?.toLowerCase() === prefix.toLowerCase();
  if (!isOurs()) place.identifier = await readIdentifier(place);
  // Plane answers 403, not 404, for a prefix that is no project of the key's user.
  if (!isOurs()) return null;
  const name = encodeURIComponent(`${place.identifier}-${sequence}`);
  return findItem(place, (word) => `/workspaces/${encodeURIComponent(place.workspace)}/${word}/${name}/`);
}

async function readIdentifier(place: Place): Promise<string> {
  return (await look(place.server.http, `${projectPath(place)}/`, projectSchema)).identifier;
}

async function listChanged(place: Place, since: Date | null): Promise<WorkItem[]> {
  // An item that is edited while we read may stand on two pages.
  const found = new Map<string, ItemAnswer>();
  const pathOf = itemsPath(place);
  const pages = readPages(
    itemSchema,
    (query) =>
      askItems(place, { method: 'GET', pathOf: (word) => `${pathOf(word)}?order_by=-updated_at&${query}` }),
    // A look at what changed mostly ends on its first page; a look at all must not use up the rate limit.
    since === null ? MANY_PER_PAGE : FEW_PER_PAGE,
  );
  const isOlder = ({ updated_at }: ItemAnswer) => since !== null && updated_at !== null && updated_at < since;
  for await (const page of pages) {
    for (const item of page) if (!isOlder(item) && !found.has(item.id)) found.set(item.id, item);
    if (page.some(isOlder)) break;
  }
  return toItems(place, [...found.values()]);
}

/** The names are read once for all, however many items show a state that is not known. */
async function toItems(place: Place, answers: readonly ItemAnswer[]): Promise<WorkItem[]> {
  const has = (ids: readonly string[]) => (list: readonly { id: string }[]) =>
    ids.every((id) => list.some((one) => one.id === id));
  const stateIds = answers.flatMap(({ state }) => state ?? []);
  const labelIds = answers.flatMap(({ labels }) => labels);
  const states = stateIds.length === 0 ? [] : await place.states.list(has(stateIds));
  const labels = labelIds.length === 0 ? [] : await place.labels.list(has(labelIds));
  const stateOf = (id: string | null): ItemState => ({
    id: id ?? '',
    name: states.find((state) => state.id === id)?.name ?? 'a state that Plane does not list',
  });
  return answers.map((item) => ({
    id: item.id,
    sequence: item.sequence_id,
    title: item.name,
    description: item.description_stripped ?? toText(item.description_html ?? ''),
    state: stateOf(item.state),
    labels: labels.filter(({ id }) => item.labels.includes(id)).map(({ name }) => name),
    archived: item.archived_at != null,
    updatedAt: item.updated_at,
    url: itemUrl(place, item.id),
  }));
}

async function findStateChange(place: Place, id: string): Promise<StateChange | null> {
  const pathOf = itemsPath(place, id, 'activities');
  const pages = readPages(activitySchema, (query) =>
    askItems(place, {
      method: 'GET',
      pathOf: (word) => `${pathOf(word)}?order_by=-created_at&expand=actor&${query}`,
    }),
  );
  for await (const page of pages) {
    const change = page.find(({ field }) => field === 'state');
    if (change === undefined) continue;
    const state = { id: change.new_identifier ?? '', name: change.new_value ?? '' };
    return { state, by: toUser(change.actor), at: change.created_at };
  }
  return null;
}

async function listComments(place: Place, id: string, since: Date): Promise<ItemComment[]> {
  const pathOf = itemsPath(place, id, 'comments');
  // Newest first, whatever is asked for.
  const pages = readPages(commentSchema, (query) =>
    askItems(place, { method: 'GET', pathOf: (word) => `${pathOf(word)}?expand=actor&${query}` }),
  );
  const found = new Map<string, ItemComment>();
  for await (const page of pages) {
    for (const comment of page) {
      if (comment.created_at < since || comment.external_source === externalSource) continue;
      const text = comment.comment_stripped ?? toText(comment.comment_html ?? '');
      found.set(comment.id, { id: comment.id, text, by: toUser(comment.actor), at: comment.created_at });
    }
    if (page.some(({ created_at }) => created_at < since)) break;
  }
  return [...found.values()].toReversed().toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

async function listBlockers(place: Place, id: string): Promise<string[] | null> {
  // Never a route below `issues`; and where it answers 404, the server is older than 1.3.0.
  const path = itemsPath(place, id, 'relations')('work-items');
  const { status, body } = await place.server.http.request({ method: 'GET', path, accept: [404] });
  if (status === 404) return null;
  return parseAnswer(relationsSchema, body, 'plane', `GET ${path}`).blocked_by;
}

async function createItem(
  place: Place,
  { key, title, description }: { key: string; title: string; description: string },
): Promise<WorkItem> {
  const external = { external_source: externalSource, external_id: key };
  const name = cutText(title, TITLE_CHARACTERS);
  const body = { name, description_html: toHtml(description), ...external };
  const pathOf = itemsPath(place);
  const answer = await askItems(place, { method: 'POST', pathOf, body, accept: [CONFLICT] });
  if (answer === null) throw new TrackerError(`plane takes no work item in project ${place.project}`);
  // With both external ids in the query, Plane answers with the one item that has them, archived or not.
  const query = new URLSearchParams(external).toString();
  const item =
    answer.status === CONFLICT
      ? await findItem(place, (word) => `${pathOf(word)}?${query}`)
      : (await toItems(place, [parseAnswer(itemSchema, answer.body, 'plane', answer.what)]))[0];
  if (item == null) throw new TrackerError(`plane has an item for ${key}, but does not show it`);
  return item;
}

async function setState(place: Place, id: string, name: string): Promise<void> {
  const state = await findState(place, name);
  try {
    await patchState(place, id, state);
  } catch (error) {
    // The project's states may have been made anew, under the same names.
    if (!(error instanceof HttpError) || error.status !== BAD_REQUEST) throw error;
    place.states.forget();
    const again = await findState(place, name);
    if (again.id === state.id) throw error;
    await patchState(place, id, again);
  }
}

async function findState(place: Place, name: string): Promise<ItemState> {
  const states = await place.states.list((list) => findNamed(list, name) !== undefined);
  const state = findNamed(states, name);
  if (state !== undefined) return state;
  const known = states.map((one) => one.name).join(', ');
  throw new TrackerError(`plane's project ${place.project} has no state ${name}; it has ${known}`);
}

async function patchState(place: Place, id: string, state: ItemState): Promise<void> {
  const pathOf = itemsPath(place, id);
  const answer = await askItems(place, { method: 'PATCH', pathOf, body: { state: state.id } });
  if (answer === null) throw new TrackerError(`plane has no work item ${id}`);
  // Plane answers 200 for a body it ignores.
  const { state: now } = parseAnswer(itemSchema, answer.body, 'plane', answer.what);
  if (now !== state.id) throw new TrackerError(`plane did not move the work item ${id} to ${state.name}`);
}

async function postComment(place: Place, id: string, { key, text }: ItemPost): Promise<void> {
  const body = { comment_html: toHtml(text), external_source: externalSource, external_id: key };
  const pathOf = itemsPath(place, id, 'comments');
  const answer = await askItems(place, { method: 'POST', pathOf, body, accept: [CONFLICT] });
  if (answer === null) throw new TrackerError(`plane has no work item ${id}`);
}
