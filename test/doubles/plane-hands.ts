import { randomUUID } from 'node:crypto';
import {
  addBlock,
  addComment,
  addItem,
  changeState,
  type PlaneItem,
  type PlaneModel,
  type PlaneProject,
  type PlaneState,
  type PlaneUser,
} from './plane-model.ts';

type ItemWords = { title?: string; description?: string; labels?: readonly string[] };

/** What a test sees of an item. */
export type SeenItem = {
  id: string;
  key: string;
  sequence: number;
  title: string;
  description: string;
  state: string;
  labels: string[];
  comments: { html: string; by: string; external: string | null }[];
};

const noSource = { external_source: null, external_id: null };

/** What people do in Plane's own pages; items are named by their id, and Ada does it where nobody is named. */
export function createHands(model: PlaneModel, by: { ada: PlaneUser; project: PlaneProject }) {
  const load = (id: string) => loadItem(model, id);
  return {
    createItem(words: ItemWords & { title: string; project?: PlaneProject }, user = by.ada): SeenItem {
      const project = words.project ?? by.project;
      const labelIds = (words.labels ?? []).map((name) => labelOf(project, name));
      const descriptionHtml = toParagraphs(words.description ?? '');
      const item = addItem(
        model,
        project,
        { name: words.title, descriptionHtml, labelIds, external: noSource },
        user,
      );
      return see(model, item);
    },
    moveItem(id: string, state: string, user = by.ada): void {
      const item = load(id);
      changeState(model, item, stateOf(item.project, state).id, { field: 'state_id', actor: user });
    },
    edit(id: string, words: ItemWords, user = by.ada): void {
      for (const [field, old, next] of applyWords(load(id), words)) {
        const subject = load(id);
        subject.updatedAtMs = model.tick();
        model.tell({ subject, field, old, new: next, actor: user });
      }
    },
    /** Lines become paragraphs; the comment's id. */
    comment: (id: string, text: string, user = by.ada): string =>
      addComment(model, { item: load(id), html: toParagraphs(text), external: noSource, actor: user }).id,
    /** The first is blocked by the second. No webhook tells of it. */
    block: (id: string, blocker: string): void => addBlock(model, load(id), load(blocker)),
    /** Hides the item from the API, as archiving it, a draft and triage do. No webhook tells of it. */
    hide(id: string, how: 'archived' | 'draft' | 'triage' = 'archived'): void {
      const item = load(id);
      item.hidden = how;
      item.updatedAtMs = model.tick();
    },
    /** Deletes the item. No webhook tells of it. */
    remove(id: string): void {
      model.items = model.items.filter((item) => item.id !== id);
    },
    renameState(from: string, to: string, project = by.project): void {
      stateOf(project, from).name = to;
    },
    /** The same names under new ids, in the project and its items. */
    remakeStates(project = by.project): void {
      for (const state of project.states) {
        const id = randomUUID();
        for (const item of model.items) if (item.stateId === state.id) item.stateId = id;
        state.id = id;
      }
    },
    see: (id: string): SeenItem => see(model, load(id)),
    items: (): SeenItem[] => model.items.map((item) => see(model, item)),
  };
}

function loadItem(model: PlaneModel, id: string): PlaneItem {
  const item = model.items.find((one) => one.id === id);
  if (item === undefined) throw new Error(`the double has no item ${id}`);
  return item;
}

function stateOf(project: PlaneProject, name: string): PlaneState {
  const state = project.states.find((one) => one.name === name);
  if (state === undefined) throw new Error(`the double has no state ${name}`);
  return state;
}

function labelOf(project: PlaneProject, name: string): string {
  const there = project.labels.find((one) => one.name === name);
  if (there !== undefined) return there.id;
  const label = { id: randomUUID(), name, color: '#abcdef' };
  project.labels.push(label);
  return label.id;
}

/** Applied, and told as the browser tells them: field, old and new. */
function applyWords(
  item: PlaneItem,
  { title, description, labels }: ItemWords,
): [string, unknown, unknown][] {
  const told: [string, unknown, unknown][] = [];
  if (title !== undefined) told.push(['name', item.name, (item.name = title)]);
  if (description !== undefined) {
    const html = toParagraphs(description);
    told.push(['description_html', item.descriptionHtml, (item.descriptionHtml = html)]);
  }
  if (labels !== undefined) {
    const ids = labels.map((name) => labelOf(item.project, name));
    told.push(['label_ids', item.labelIds, (item.labelIds = ids)]);
  }
  return told;
}

function see(model: PlaneModel, item: PlaneItem): SeenItem {
  const { project } = item;
  return {
    id: item.id,
    key: `${project.identifier}-${item.sequence}`,
    sequence: item.sequence,
    title: item.name,
    description: item.descriptionHtml,
    state: project.states.find(({ id }) => id === item.stateId)?.name ?? '',
    labels: project.labels.filter(({ id }) => item.labelIds.includes(id)).map(({ name }) => name),
    comments: model.comments
      .filter((comment) => comment.item === item)
      .map(({ html, actor, external }) => ({ html, by: actor.first_name, external: external.external_id })),
  };
}

/** The editor's HTML of typed lines. */
function toParagraphs(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped
    .split('\n')
    .map((line) => `<p>${line}</p>`)
    .join('');
}
