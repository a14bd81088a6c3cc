import { toDelivery } from '../doubles/gitea-events.ts';
import { startGiteaServer } from '../doubles/gitea-server.ts';
import { startPlane } from '../doubles/plane-server.ts';
import { type Installation, install, projectsFile, type Running } from '../support/installation.ts';
import { until } from '../support/until.ts';

const giteaSecret = 'gitea-webhook-secret';

export type Systems = Awaited<ReturnType<typeof installSystems>>;

/** How a delivery reaches Signalbox. */
type Post = (path: string, body: string, headers: Record<string, string>) => void;

/** A forge beside a Plane, and what Signalbox is told of it. */
type ForgeBeside = {
  /** The project's, in YAML. */
  forge: string;
  /** Ada's login, as `people:` names it. */
  ada: string;
  env: Record<string, string>;
  close(): Promise<void>;
};

type Settings = { reconcileSeconds: number; spellings?: 'one' | 'both' };

/** An installation whose board is a Plane over HTTP, beside the forge that is started over its origin. */
export async function installWithPlane(
  startForge: (origin: string) => Promise<ForgeBeside>,
  { reconcileSeconds, spellings = 'one' }: Settings,
) {
  const plane = await startPlane({ requestsPerMinute: 100_000, spellings });
  const installation = await install(async (ground) => {
    const { forge, ada, env, close } = await startForge(ground.origin);
    const states = '{ review: Needs Review, done: Done }';
    const tracker = `{ kind: plane, workspace: ${plane.workspace}, project: ${plane.project}, states: ${states} }`;
    const people = `people:\n  - { role: operator, name: Ada, plane: ${plane.ada.id}, ${ada} }\n`;
    return {
      projects: `${projectsFile(ground, { tracker, forge })}${people}`,
      env: {
        PLANE_URL: plane.url,
        PLANE_API_KEY: plane.apiKey,
        PLANE_WEBHOOK_SECRET: plane.secret,
        PLANE_REQUESTS_PER_MINUTE: '10000',
        RECONCILE_SECONDS: String(reconcileSeconds),
        ...env,
      },
      close: async () => {
        await plane.close();
        await close();
      },
    };
  });
  return { ...installation, plane };
}

/** An installation whose board is a Plane and whose forge is a Gitea, both over HTTP; `reconcileSeconds` is its interval. */
export async function installSystems(settings: Settings) {
  const started: { gitea?: Awaited<ReturnType<typeof startGiteaServer>> } = {};
  const installation = await installWithPlane(async (origin) => {
    const gitea = await startGiteaServer({ origin });
    started.gitea = gitea;
    return {
      forge: `{ kind: gitea, owner: ${gitea.owner}, repo: ${gitea.repo}, ci: { checks: [build] } }`,
      ada: 'gitea: ada',
      env: { GITEA_URL: gitea.url, GITEA_TOKEN: gitea.token, GITEA_WEBHOOK_SECRET: giteaSecret },
      close: gitea.close,
    };
  }, settings);
  const { plane } = installation;
  const { gitea } = started;
  if (gitea === undefined) throw new Error('the forge was not started');
  return {
    ...installation,
    gitea,
    /** Every webhook of both systems from here on; without this call all of them are lost. */
    deliverBy(post: Post): void {
      plane.onEvent((body, headers) => post('/webhooks/plane', body, headers));
      gitea.onEvent((event) => {
        // A replay has a new id and the same body.
        const { body, headers } = toDelivery(event, giteaSecret);
        post('/webhooks/gitea', body, headers);
      });
    },
  };
}

/** Builds every commit of a pull request, and as Ada approves the requirements on the board, until the card says done. */
export async function driveOnBoard(
  { plane, gitea, cards }: Systems & Pick<Installation, 'cards'>,
  item: string,
): Promise<void> {
  const built = new Set<string>();
  await until(
    'the card says done',
    () => {
      gitea.noticePushes();
      for (const { head } of gitea.repository.pulls) {
        if (built.has(head)) continue;
        built.add(head);
        gitea.people.setStatus(head, 'ci.yml / build (push)', 'success');
      }
      if (plane.see(item).state === 'Needs Review') plane.moveItem(item, 'Approved');
      return cards().some(({ text }) => text.includes('✅'));
    },
    90_000,
  );
}

/** A POST that a sender makes and whose answer it does not look at. */
export function deliver(
  { url }: Running,
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  return fetch(`${url}${path}`, { method: 'POST', body, headers }).then(({ status }) => status);
}
