import { onTestFinished } from 'vitest';
import type { CiSettings, Project } from '../../src/domain/project.ts';
import { createGiteaApi } from '../../src/forges/gitea-client.ts';
import { parseGiteaEvent } from '../../src/forges/gitea-webhook.ts';
import { createPullRequestForge } from '../../src/forges/pull-request-forge.ts';
import { findContinued } from '../../src/workflow/find-continued.ts';
import { createDispatcher } from '../../src/workflow/intake/dispatch-event.ts';
import { createForgeEventHandler } from '../../src/workflow/intake/forge-event.ts';
import { reconcile } from '../../src/workflow/reconcile/reconcile.ts';
import type { GiteaEvent } from '../doubles/gitea-events.ts';
import { startGiteaServer } from '../doubles/gitea-server.ts';
import { createYard, runGit } from '../workspace/support.ts';
import { dispatchAll } from './plane.ts';
import { createRunContext, type TestRunContext } from './run-context.ts';
import { open, walkTo, work } from './walk.ts';

export type ForgeYard = Awaited<ReturnType<typeof startForge>>;

export const brdPath = 'docs/work-items/ET-001/01-brd.md';

const roles = { ada: 'operator', vic: 'viewer' } as const;

const people = {
  find: (_system: string, login: string) => {
    const role = login === 'ada' || login === 'vic' ? roles[login] : undefined;
    if (role === undefined) return undefined;
    return { role, name: `${login.slice(0, 1).toUpperCase()}${login.slice(1)}`, telegram: null, ...nowhere };
  },
};
const nowhere = { plane: null, gitea: null, github: null };

const checks: CiSettings = { kind: 'checks', names: ['build'], timeoutMs: 600_000 };

/** A project whose pull requests stand in a Gitea over HTTP and real git. Our clock stands a minute behind its. */
export async function startForge({ ci = checks }: { ci?: CiSettings } = {}) {
  const yard = createYard();
  const gitea = await startGiteaServer({ origin: yard.origin });
  onTestFinished(() => gitea.close());
  const settings = { kind: 'gitea', owner: gitea.owner, repo: gitea.repo, merge: 'merge', ci } as const;
  const base = await createRunContext({ yard, project: { forge: settings, tracker: null } });
  // Most of what a test costs is waiting for the disk.
  base.database.db.pragma('synchronous = OFF');
  base.clock.advance(-60_000);
  const api = createGiteaApi({ url: gitea.url, token: gitea.token, owner: gitea.owner, repo: gitea.repo });
  const forge = createPullRequestForge({ api, git: yard.workspace, service: 'gitea' });
  const context: TestRunContext = { ...base, forges: { of: () => forge }, people };
  const deliveries = listen(context, gitea);
  return {
    gitea,
    yard,
    forge,
    context,
    ...deliveries,
    /** One round, when a webhook would have told everything. */
    reconcile: async () => {
      base.clock.advance(120_000);
      await reconcile(context);
      base.clock.advance(-120_000);
    },
    /** A task at `position`, with a commit on its branch and a change, as ours are; `brd` is what was approved. */
    arrive: async (position = 'analysis/approval', brd: string | null = null) => {
      const { id, branch, title } = open(context);
      const files = { 'new.txt': 'new\n', ...(brd === null ? {} : { [brdPath]: brd }) };
      const commit = await gitea.people.pushCommit(branch ?? '', files, 'signalbox');
      const words = { title: title ?? '', body: '', draft: false };
      const { number, url } = await api.create(branch ?? '', 'main', words);
      walkTo(context, id, 'analysis/approval', { ...work, commit });
      context.store.tasks.setChange(id, { id: String(number), url });
      walkTo(context, id, position, { ...work, commit });
      if (brd !== null) {
        const revision = runGit(yard.origin, 'rev-parse', `${commit}:${brdPath}`);
        base.database.db.prepare('UPDATE approvals SET revision = ?').run(revision);
      }
      return { id, commit, number };
    },
  };
}

function listen(context: TestRunContext, gitea: Awaited<ReturnType<typeof startGiteaServer>>) {
  const { workspace } = context;
  const handler = createForgeEventHandler({
    system: 'gitea',
    parse: parseGiteaEvent,
    branchesContaining: ({ repo }: Project, commit: string) => workspace.branchesContaining(repo, commit),
    findContinued: (project, task, commit) => findContinued(workspace, project, task, commit),
  });
  const dispatcher = createDispatcher(context, { gitea: handler });
  const told: GiteaEvent[] = [];
  gitea.onEvent((event) => void told.push(event));
  const record = ({ type, payload }: GiteaEvent): number => {
    const event = { source: 'gitea', eventType: type, payload: JSON.stringify(payload) };
    const at = '2026-03-01 12:00:00.000';
    const stored = context.store.inbox.record({ ...event, deliveryId: null, bodyHash: null }, at);
    return stored === 'duplicate' ? 0 : stored.id;
  };
  /** What each of the events comes to, in order. */
  const tell = async (...events: GiteaEvent[]) => {
    const ids = events.map(record);
    do {
      dispatchAll(dispatcher);
      await dispatcher.idle();
      dispatchAll(dispatcher);
    } while (ids.some((id) => isBegun(context, id)));
    return ids.map((id) => context.store.inbox.find(id)?.note);
  };
  return {
    /** The events since the last time, which nobody has told. */
    taken: () => {
      gitea.noticePushes();
      return told.splice(0);
    },
    tell,
    /** Tells the events since the last time; what the last one came to. */
    heard: async () => {
      gitea.noticePushes();
      return (await tell(...told.splice(0))).at(-1);
    },
  };
}

function isBegun({ store }: TestRunContext, id: number): boolean {
  const { state, attempts } = store.inbox.find(id) ?? {};
  return state === 'pending' && attempts === 0;
}
