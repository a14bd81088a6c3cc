import { isLanguage, type Language } from '../domain/phrase.ts';
import { isFinished } from '../domain/stage.ts';
import { type GraphNode, type TaskGraph, withoutShortcuts } from '../domain/task-graph.ts';
import type { TaskRow } from '../store/tasks.ts';
import { listWaitingForPerson } from './ask-dependants.ts';
import type { Context } from './context.ts';

/** Above so many tasks those that are done are left out: they hold nobody back. */
const MOST_WITH_DONE = 25;

/** Which open task waits for which, of a project or of all; what waits for nothing and is waited for by none is only counted. */
export function describeGraph(
  context: Pick<Context, 'store' | 'gates' | 'clock'>,
  project: string | null,
): TaskGraph {
  const { dependencies, tasks } = context.store;
  const open = tasks.listOpen();
  const mine = new Set(
    open.filter((task) => project === null || task.project === project).map(({ id }) => id),
  );
  const rows = new Map(open.map((task) => [task.id, task]));
  const awaited = toAwaited(dependencies.listAwaited().filter((row) => mine.has(row.task_id)));
  const onTasks = dependencies
    .listEdges()
    .filter(({ from, to }) => (mine.has(from) || mine.has(to)) && rows.has(from));
  const ended = onTasks.flatMap(({ to }) => (rows.has(to) ? [] : (tasks.find(to) ?? [])));
  const drawn = new Set([
    ...onTasks.flatMap(({ from, to }) => [from, to]),
    ...awaited.edges.map(({ from }) => from),
  ]);
  const isDrawn = (task: TaskRow) => task.stage !== 'done' || drawn.size <= MOST_WITH_DONE;
  const shown = [...open, ...new Set(ended)].filter((task) => drawn.has(task.id) && isDrawn(task));
  const asking = new Set(listWaitingForPerson(context, open).map(({ id }) => id));
  const toDrawn = (task: TaskRow) => [task.id, toNode(task, asking.has(task.id))] as const;
  const nodes = [...new Map(shown.map(toDrawn)).values(), ...awaited.nodes];
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = [...onTasks, ...awaited.edges].filter(({ from, to }) => ids.has(from) && ids.has(to));
  const left = [...mine].filter((id) => !ids.has(id)).length;
  return { nodes, edges: withoutShortcuts(edges), left };
}

function toNode({ id, work_item_id: name, title, stage }: TaskRow, asks: boolean): GraphNode {
  return { id, name: name ?? `task ${id}`, title: title ?? '', stage, ended: isFinished(stage), asks };
}

function toAwaited(rows: readonly { task_id: number; name: string }[]): Pick<TaskGraph, 'nodes' | 'edges'> {
  const ids = new Map([...new Set(rows.map(({ name }) => name))].map((name, index) => [name, -1 - index]));
  const nodes = [...ids].map(([name, id]) => ({
    id,
    name,
    title: '',
    stage: null,
    ended: false,
    asks: false,
  }));
  return { nodes, edges: rows.map((row) => ({ from: row.task_id, to: ids.get(row.name) ?? 0 })) };
}

/** Names a picture to be drawn when it is sent. */
export function graphKey(language: Language, project: string | null): string {
  return `deps:${language}:${project ?? ''}`;
}

/** Undefined for the key of no such picture. */
export function parseGraphKey(key: string): { language: Language; project: string | null } | undefined {
  const [, language = '', project = ''] = /^deps:([a-z]{2}):(.*)$/su.exec(key) ?? [];
  return isLanguage(language) ? { language, project: project === '' ? null : project } : undefined;
}
