import type { TestContext } from '../../support/context.ts';

/** The same context, and how many rows of tasks its lists have given. */
export function countRows<C extends TestContext>(context: C): { context: C; rows: { read: number } } {
  const rows = { read: 0 };
  const tasks = new Proxy(context.store.tasks, {
    get(target, name, receiver) {
      const found: unknown = Reflect.get(target, name, receiver);
      if (typeof found !== 'function' || !String(name).startsWith('list')) return found;
      return (...given: unknown[]) => {
        const listed: unknown[] = found(...given);
        rows.read += listed.length;
        return listed;
      };
    },
  });
  return { context: { ...context, store: { ...context.store, tasks } }, rows };
}
