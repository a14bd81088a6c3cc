/** A task of a circle, and what keeps it from going on before the next one in it does; the last one waits for the first. */
export type Wait = { taskId: number; workItemId: string; by: 'dependency' | 'repository' };

/** The same circle told of another of its tasks. */
export function fromOldest(circle: readonly Wait[]): Wait[] {
  const oldest = Math.min(...circle.map(({ taskId }) => taskId));
  const first = circle.findIndex(({ taskId }) => taskId === oldest);
  return [...circle.slice(first), ...circle.slice(0, first)];
}

/** The ids of its tasks in order. */
export function keyOf(circle: readonly Wait[]): string {
  return circle.map(({ taskId }) => taskId).join(' ');
}

/** "A → B → A". */
export function pathOf(circle: readonly Wait[]): string {
  return [...circle, ...circle.slice(0, 1)].map(({ workItemId }) => workItemId).join(' → ');
}

/** Drops the first dependency of the circle: of the task that it is told of, where that has one. */
export function dropOf(circle: readonly Wait[]): string {
  const at = circle.findIndex(({ by }) => by === 'dependency');
  const [task, other] = [circle[at], circle[(at + 1) % circle.length]].map((one) => referenceTo(one));
  return `/deps remove ${task} ${other}`;
}

/** What the command line and the commands of the chat call a task. */
export function referenceTo(task: { workItemId: string } | undefined): string {
  return task?.workItemId.replace(/^task (?=\d+$)/, '') ?? '';
}
