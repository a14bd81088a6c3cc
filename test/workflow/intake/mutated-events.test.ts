import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseGiteaEvent } from '../../../src/forges/gitea-webhook.ts';
import { parseGithubEvent } from '../../../src/forges/github-webhook.ts';
import { parseHealthReports } from '../../../src/monitors/health-webhook.ts';
import type { Store } from '../../../src/store/store.ts';
import { parsePlaneEvent } from '../../../src/trackers/plane-webhook.ts';
import { createDispatcher } from '../../../src/workflow/intake/dispatch-event.ts';
import { createForgeEventHandler } from '../../../src/workflow/intake/forge-event.ts';
import { createHealthEventHandler } from '../../../src/workflow/intake/health-event.ts';
import { createPlaneEventHandler } from '../../../src/workflow/intake/plane-event.ts';
import * as gitea from '../../forges/gitea-webhook-payloads.ts';
import { aMutation, type Json, mutate } from '../../http/mutate.ts';
import { createTestContext, planeTracker, project } from '../../support/context.ts';
import { comment, createdItem, movedItem } from '../../trackers/plane-payloads.ts';
import { dispatchAll, planePeople } from '../plane.ts';

const EVENTS = 10_000;
const SEED = 20_260_301;

const git = { branchesContaining: async () => [], findContinued: async () => null };

const handlers = {
  plane: createPlaneEventHandler({ parse: parsePlaneEvent }),
  gitea: createForgeEventHandler({ system: 'gitea', parse: parseGiteaEvent, ...git }),
  github: createForgeEventHandler({ system: 'github', parse: parseGithubEvent, ...git }),
  health: createHealthEventHandler({ parse: parseHealthReports }),
};

const asJson = (payload: object) => payload as unknown as Json;

const sources = [
  { source: 'plane', type: 'issue', payload: asJson(createdItem()) },
  { source: 'plane', type: 'issue', payload: asJson(movedItem()) },
  { source: 'plane', type: 'issue', payload: asJson(movedItem({ field: 'state' })) },
  { source: 'plane', type: 'issue_comment', payload: asJson(comment()) },
  { source: 'gitea', type: 'push', payload: asJson(gitea.push()) },
  { source: 'gitea', type: 'pull_request', payload: asJson(gitea.changed('closed')) },
  { source: 'gitea', type: 'status', payload: asJson(gitea.status('success')) },
  {
    source: 'health',
    type: 'verdict',
    payload: asJson({ project: 'shop', verdict: 'degraded', reason: 'x' }),
  },
] as const;

const anEvent = fc
  .tuple(fc.constantFrom(...sources), fc.array(aMutation, { minLength: 1, maxLength: 3 }))
  .map(([{ source, type, payload }, mutations]) => ({ source, type, payload: mutate(payload, mutations) }));

/** By eyes of its own: whether a delivery says that an item of our project came to stand in the start state. */
function opens(payload: Json): boolean {
  const at = (...path: string[]) => path.reduce<unknown>((value, key) => fieldOf(value, key), payload);
  const word = (...path: string[]) => JSON.stringify(at(...path)) ?? '';
  const isMove = word('action').startsWith('"update') && word('activity', 'field').startsWith('"state');
  return (
    at('event') === 'issue' &&
    (isMove || word('action').startsWith('"create')) &&
    at('data', 'project') === planeTracker.project &&
    word('data', 'state', 'name').toLowerCase() === '"in progress"' &&
    Number(at('data', 'sequence_id')) > 0 &&
    typeof at('data', 'id') === 'string'
  );
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

test('10,000 mutated events end in the table, open nothing that a valid one would not, and block none that follows', async () => {
  const repo = { key: 'shop', origin: 'nowhere', defaultBranch: 'main' };
  const forge = { kind: 'gitea', owner: 'o', repo: 'r', merge: 'merge', ci: { kind: 'none' } } as const;
  const context = {
    ...(await createTestContext({ projects: [project({ repo, forge })] })),
    people: planePeople,
  };
  const dispatcher = createDispatcher(context, handlers);
  const { store } = context;
  const events = fc.sample(anEvent, { numRuns: EVENTS, seed: SEED });
  for (const event of events) record(store, event);
  dispatchAll(dispatcher);
  // Results of CI are looked into, a few at a time.
  while (store.inbox.listDue('9999', 1).length > 0) {
    await dispatcher.idle();
    dispatchAll(dispatcher);
  }
  const opened = events.filter((_event, index) => noteOf(store, index + 1).startsWith('opened'));
  expect(opened.length).toBeGreaterThan(0);
  expect(opened.filter(({ source, payload }) => source !== 'plane' || !opens(payload))).toEqual([]);
  expect(store.tasks.listOpen().length).toBeLessThanOrEqual(opened.length);

  const good = asJson(movedItem({ item: 'item-of-a-good-one', sequence: 4711 }));
  record(store, { source: 'plane', type: 'issue', payload: good });
  dispatchAll(dispatcher);
  expect(noteOf(store, EVENTS + 1)).toBe('opened ET-4711');
});

function record(
  { inbox }: Store,
  { source, type, payload }: { source: string; type: string; payload: Json },
): void {
  const text = JSON.stringify(payload) ?? '';
  const event = { source, eventType: type, payload: text, deliveryId: null, bodyHash: null };
  inbox.record(event, '2026-03-01 12:00:00.000');
}

function noteOf({ inbox }: Store, id: number): string {
  return inbox.find(id)?.note ?? '';
}
