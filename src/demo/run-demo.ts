import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type App, startApp } from '../app.ts';
import { loadConfig } from '../config.ts';
import { createEmulator, type Emulator } from '../emulator/create-emulator.ts';
import { createLogger } from '../log.ts';
import { botToken, chats, findFreePort, people, toEnvironment, toProjectsFile } from './demo-settings.ts';
import { expectStored, postDelivery, toStartDelivery } from './plane-delivery.ts';
import { stopReleases } from './releases.ts';
import { cloneVisitorRepository, createSampleRepository, type DemoRepository } from './sample-repository.ts';
import { createDemoScript } from './script.ts';

export type DemoOptions = {
  /** How long one breath of the scripted agents takes. */
  paceMs: number;
  /** A git repository of the visitor's, instead of the sample. */
  repo: string | null;
  /** Of the chat page; 0 takes a free one. */
  port: number;
  env: Readonly<Record<string, string | undefined>>;
};

export type Demo = {
  emulator: Emulator;
  app: App;
  pageUrl: string;
  repository: DemoRepository;
  releaseUrl: string | null;
  chatId: number;
  /** Sends the first work item's webhook once more, byte for byte, as Plane does when it got no answer. */
  redeliver(): Promise<Response>;
  /** Ends every run and release, and removes every file. */
  stop(): Promise<void>;
};

/** Everything on this machine: a chat server, a repository, Signalbox itself, and one work item on its way. */
export async function runDemo({ paceMs, repo, port, env }: DemoOptions): Promise<Demo> {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-demo-'));
  const undo: (() => Promise<unknown> | void)[] = [() => rmSync(home, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const isSample = repo === null;
    const repository = isSample
      ? await createSampleRepository(home)
      : await cloneVisitorRepository(repo, home);
    const emulator = createDemoEmulator();
    undo.push(() => emulator.stop());
    const { apiRoot, pageUrl } = await emulator.start(port);
    const ports = { staging: await findFreePort(), production: await findFreePort() };
    const environment = toEnvironment({ home, apiRoot, ports, inherited: env });
    writeFiles(home, { repository, isSample, ports, paceMs });
    const config = loadConfig(environment, { needs: 'service' });
    undo.push(() => stopReleases(join(home, 'releases')));
    const app = await startApp(config, { log: createLogger(config.logLevel), env: environment });
    undo.push(() => app.stop({ runs: 'end' }));
    const delivery = toStartDelivery(firstItem(isSample));
    const redeliver = () => postDelivery(app.url, delivery);
    await expectStored(await redeliver());
    const releaseUrl = isSample ? `http://127.0.0.1:${ports.production}/` : null;
    const address = `${pageUrl}#chat=${chats.ada}&as=${people.ada.id}`;
    return { emulator, app, pageUrl: address, repository, releaseUrl, chatId: chats.ada, redeliver, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function createDemoEmulator(): Emulator {
  const { ada, bo, cleo } = people;
  return createEmulator({
    token: botToken,
    botName: 'Signalbox',
    botUsername: 'signalbox_demo_bot',
    title: 'Signalbox demo',
    users: [ada, bo, cleo],
    chats: [
      { id: chats.ada, type: 'private', userId: ada.id },
      { id: chats.bo, type: 'private', userId: bo.id },
      { id: chats.cleo, type: 'private', userId: cleo.id },
      { id: chats.team, type: 'supergroup', title: 'Noticeboard team', memberIds: [ada.id, bo.id, cleo.id] },
    ],
  });
}

type Files = Omit<Parameters<typeof toProjectsFile>[0], 'script'> & { paceMs: number };

function writeFiles(home: string, { paceMs, ...shape }: Files): void {
  const script = join(home, 'script.yaml');
  const folder = shape.isSample ? 'notices' : 'signalbox-demo';
  mkdirSync(join(home, 'releases'));
  writeFileSync(script, stringify(createDemoScript(folder, paceMs)));
  writeFileSync(join(home, 'projects.yaml'), toProjectsFile({ ...shape, script }));
}

function firstItem(isSample: boolean) {
  return {
    id: randomUUID(),
    sequence: 1,
    title: isSample ? 'Office closed on Friday' : 'A first note',
    description: isSample
      ? 'The office stays closed on Friday. The phone is answered from ten to four.'
      : 'A note that a scripted agent adds, to show the way of a change.',
  };
}
