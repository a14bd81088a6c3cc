import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createProcessHost } from '../agents/process/run-process.ts';
import { type App, startApp } from '../app.ts';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { createEmulator, type Emulator } from '../emulator/create-emulator.ts';
import { createLogger } from '../log.ts';
import { createHome, partsOf, sweepHomes } from './demo-home.ts';
import { botToken, chats, findFreePort, people, toEnvironment, toProjectsFile } from './demo-settings.ts';
import { type Items, sampleItems, visitorItems } from './items.ts';
import { expectStored, postDelivery, toStartDelivery } from './plane-delivery.ts';
import { startRelease, stopReleases } from './releases.ts';
import { createSampleRepository, type DemoRepository } from './sample-repository.ts';
import { createDemoScript } from './script.ts';
import { sampleTexts, toVisitorTexts } from './texts.ts';
import { cloneVisitorRepository, type VisitorRepository } from './visitor-repository.ts';

export type DemoOptions = {
  /** How long one breath of the scripted agents takes. */
  paceMs: number;
  /** Instead of the sample. */
  repo: VisitorRepository | null;
  /** What was moved to "In Progress" on the sample's boards; all of it unless fewer are wanted. */
  items?: Items;
  /** Of the chat page; 0 takes a free one. */
  port: number;
  env: Readonly<Record<string, string | undefined>>;
};

export type Demo = {
  emulator: Emulator;
  app: App;
  pageUrl: string;
  repository: DemoRepository;
  visitor: VisitorRepository | null;
  releaseUrl: string | null;
  /** Where the sample's second project is released, and the commit that was live there before. */
  screen: { url: string; before: string } | null;
  chatId: number;
  /** Sends the first work item's webhook once more, byte for byte, as Plane does when it got no answer. */
  redeliver(): Promise<Response>;
  /** Ends every run and release, and removes every file. */
  stop(): Promise<void>;
};

const SAMPLE_CI = 'node --test';

/** Everything on this machine: a chat server, a repository, Signalbox itself, and one work item on its way. */
export async function runDemo({ paceMs, repo, items = sampleItems, port, env }: DemoOptions): Promise<Demo> {
  await sweepHomes(createProcessHost({ clock: systemClock, log: createLogger('silent') }));
  const home = createHome();
  const undo: (() => Promise<unknown> | void)[] = [() => rmSync(home, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const isSample = repo === null;
    const repository = isSample
      ? await createSampleRepository(home, 'noticeboard')
      : await cloneVisitorRepository(repo, home);
    const kiosk = isSample ? await createSampleRepository(home, 'kiosk') : null;
    const emulator = createDemoEmulator();
    undo.push(() => emulator.stop());
    const { apiRoot, pageUrl } = await emulator.start(port);
    const ports = {
      staging: await findFreePort(),
      production: await findFreePort(),
      screen: await findFreePort(),
    };
    const environment = toEnvironment({ home, apiRoot, ports, inherited: env });
    writeFiles(home, { repository, kiosk, ci: isSample ? SAMPLE_CI : repo.ci, ports, paceMs });
    const config = loadConfig(environment, { needs: 'service' });
    undo.push(() => stopReleases(partsOf(home).releases));
    if (kiosk !== null) await startRelease(kiosk.tree, 'screen', environment);
    const app = await startApp(config, { log: createLogger(config.logLevel), env: environment });
    undo.push(() => app.stop({ runs: 'end' }));
    // A bot may write to nobody first, and takes the language from the first /start: Dima's is Russian.
    if (isSample) emulator.sendText(people.dima.id, chats.dima, '/start');
    const [first, ...others] = isSample ? items : visitorItems;
    const delivery = toStartDelivery(first);
    const redeliver = () => postDelivery(app.url, delivery);
    await expectStored(await redeliver());
    for (const item of others) await expectStored(await postDelivery(app.url, toStartDelivery(item)));
    const urlOf = (part: number) => `http://127.0.0.1:${part}/`;
    const releaseUrl = isSample ? urlOf(ports.production) : null;
    const screen = kiosk === null ? null : { url: urlOf(ports.screen), before: kiosk.base };
    const address = `${pageUrl}#chat=${chats.ada}&as=${people.ada.id}`;
    const outcome = { pageUrl: address, repository, visitor: repo, releaseUrl, screen, chatId: chats.ada };
    return { emulator, app, ...outcome, redeliver, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createDemoEmulator(): Emulator {
  const { ada, bo, cleo, dima } = people;
  return createEmulator({
    token: botToken,
    botName: 'Signalbox',
    botUsername: 'signalbox_demo_bot',
    title: 'Signalbox demo',
    users: [ada, bo, cleo, dima],
    chats: [
      { id: chats.ada, type: 'private', userId: ada.id },
      { id: chats.bo, type: 'private', userId: bo.id },
      { id: chats.cleo, type: 'private', userId: cleo.id },
      { id: chats.dima, type: 'private', userId: dima.id },
      {
        id: chats.team,
        type: 'supergroup',
        title: 'Noticeboard team',
        memberIds: [ada.id, bo.id, cleo.id, dima.id],
        topics: [],
      },
    ],
  });
}

type Files = Omit<Parameters<typeof toProjectsFile>[0], 'script'> & { paceMs: number };

function writeFiles(home: string, { paceMs, ...shape }: Files): void {
  const script = join(home, 'script.yaml');
  const isSample = shape.kiosk !== null;
  const folder = isSample ? 'notices' : 'signalbox-demo';
  mkdirSync(partsOf(home).releases);
  const texts = isSample ? sampleTexts : toVisitorTexts(shape.ci !== null);
  writeFileSync(script, stringify(createDemoScript(folder, paceMs, texts)));
  writeFileSync(join(home, 'projects.yaml'), toProjectsFile({ ...shape, script }));
}
