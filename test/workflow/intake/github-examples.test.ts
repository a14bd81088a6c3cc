import { expect, test } from 'vitest';
import type { Project } from '../../../src/domain/project.ts';
import { parseGithubEvent } from '../../../src/forges/github-webhook.ts';
import { createDispatcher } from '../../../src/workflow/intake/dispatch-event.ts';
import { createForgeEventHandler } from '../../../src/workflow/intake/forge-event.ts';
import { githubExamples } from '../../forges/github-webhook-examples.ts';
import { createTestContext, project } from '../../support/context.ts';
import { open, positionOf, walkTo } from '../walk.ts';

const forge: Project['forge'] = {
  kind: 'github',
  owner: 'codertocat',
  repo: 'hello-world',
  merge: 'merge',
  ci: { kind: 'checks', names: [], timeoutMs: 60_000 },
};

/** Where something that happens at the forge could mean something. */
const stands = ['analysis/approval', 'development/ci', 'staging/ci'] as const;

test("GitHub's own examples, dispatched beside open tasks of their repository, all end without a fault and move none", async () => {
  const context = await createTestContext({ projects: [project({ forge })], gates: { serial: 'off' } });
  const ids = stands.map((position) => {
    const { id } = open(context);
    walkTo(context, id, position);
    return id;
  });
  const github = createForgeEventHandler({
    system: 'github',
    parse: parseGithubEvent,
    branchesContaining: async () => [],
    findContinued: async () => null,
  });
  const dispatcher = createDispatcher(context, { github });
  const { inbox } = context.store;
  for (const [index, { name, payload }] of githubExamples.entries()) {
    const event = { eventType: name, payload: JSON.stringify(payload), deliveryId: `guid-${index}` };
    inbox.record({ source: 'github', bodyHash: null, ...event }, '2026-03-01 12:00:00.000');
  }
  while (inbox.listDue('9999', 1).length > 0) {
    dispatcher.dispatch();
    await dispatcher.idle();
  }
  const events = githubExamples.map((_, index) => inbox.find(index + 1));
  expect(new Set(events.map((event) => event?.state))).toEqual(new Set(['done']));
  // The repository is the tasks' own, so it is not for a name that nothing is found.
  expect(events.filter((event) => event?.note?.includes('no open task'))).not.toEqual([]);
  expect(ids.map((id) => positionOf(context, id))).toEqual(stands);
  expect(context.logged.filter(({ level }) => level === 'error')).toEqual([]);
});
