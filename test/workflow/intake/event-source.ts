import {
  createDispatcher,
  type EventHandler,
  type Understood,
} from '../../../src/workflow/intake/dispatch-event.ts';
import type { TestContext } from '../../support/context.ts';
import { dispatchAll } from '../plane.ts';

/** What a test wants of one event: its subject, and how its look ends. Events without a look are settled at once. */
type Wish = { about?: string; look?: boolean; word: string; slow?: boolean };

/** A source whose events say what they are about; its looks end when and as the test says. */
export function createSource(context: TestContext) {
  const looks = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const settled: string[] = [];
  const understood: string[] = [];
  const begun: string[] = [];
  const toSettle = (word: string) => () => {
    if (word === 'poison') throw new Error('it cannot be made true');
    settled.push(word);
    context.store.seen.note('plane', word, '2026-03-01 12:00:00.000');
    return `did ${word}`;
  };
  const handler: EventHandler = (_context, event): Understood => {
    const {
      about = null,
      look = false,
      word,
      slow = false,
    } = JSON.parse(event.payload) as Wish & { about?: string | null };
    understood.push(word);
    if (slow) takeLong();
    if (!look) return { subject: about, settle: toSettle(word) };
    const begin = () =>
      new Promise<() => string>((resolve, reject) => {
        begun.push(word);
        looks.set(word, { resolve: () => resolve(toSettle(word)), reject });
      });
    return { subject: about, look: begin };
  };
  const dispatcher = createDispatcher(context, { test: handler });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    settled,
    begun,
    understood,
    turn: () => dispatcher.dispatch(),
    dispatch: () => dispatchAll(dispatcher),
    idle: dispatcher.idle,
    end: async (word: string, error?: Error) => {
      const look = looks.get(word);
      if (look === undefined) throw new Error(`no look into ${word} is under way`);
      if (error === undefined) look.resolve();
      else look.reject(error);
      await turn();
    },
  };
}

/** Longer than a turn may last, so that the turn ends with it. */
function takeLong(): void {
  const endsAt = performance.now() + 25;
  while (performance.now() < endsAt);
}

export function record({ store }: TestContext, ...wishes: Wish[]): void {
  for (const wish of wishes) {
    const event = { eventType: 'x', payload: JSON.stringify(wish), deliveryId: null, bodyHash: null };
    store.inbox.record({ source: 'test', ...event }, '2026-03-01 12:00:00.000');
  }
}

export function trouble(message: string, more: object = { retryable: true }): Error {
  return Object.assign(new Error(message), more);
}
