import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ada, type Installation, install, projectsFile } from '../support/installation.ts';
import { until } from '../support/until.ts';

const bytes = randomBytes(100_000);
let installation: Installation;

beforeAll(async () => {
  installation = await install(async (ground) => {
    const takes = `&& cp $SIGNALBOX_ATTACHMENTS/data.bin ${ground.home}/taken && cp $SIGNALBOX_PROMPT ${ground.home}/told && echo`;
    const projects = projectsFile(ground, { tracker: 'none', forge: '{ kind: local, ci: none }' });
    return {
      projects: projects
        .replace('    tracker: none\n', `    chat: { id: ${ada.id} }\n`)
        .replace('01-brd.md && echo', `01-brd.md ${takes}`),
      env: {},
      close: async () => {},
    };
  });
});

afterAll(() => installation.close());

/** The message of the dialogue, once it says so. */
function shows(text: string) {
  const { emulator } = installation;
  return until(`the dialogue says ${text}`, () =>
    emulator.messages(ada.id).find((message) => message.fromBot && message.text.includes(text)),
  );
}

test('a task with a file is opened in a dialogue, and the file reaches the agent, over a kill', async () => {
  const { emulator, home, start } = installation;
  const first = await start({ killAt: 'attachment-fetched' });
  emulator.sendText(ada.id, ada.id, '/new');
  const { id } = await shows('What is its title?');
  emulator.sendText(ada.id, ada.id, 'Show prices');
  await shows('Describe it');
  await emulator.press(ada.id, ada.id, id, 'Skip');
  await shows('Send photos');
  emulator.sendFile(ada.id, ada.id, { name: 'data.bin', type: 'application/octet-stream', bytes });
  await shows('📎 data.bin');
  await emulator.press(ada.id, ada.id, id, 'Done');
  expect(await first.exited).toBe('SIGKILL');
  const second = await start();
  const told = () => (existsSync(join(home, 'told')) ? readFileSync(join(home, 'told'), 'utf8') : '');
  await until('the analyst is told of it', () =>
    told().includes('data.bin (application/octet-stream, 100000 bytes)'),
  );
  expect(readFileSync(join(home, 'taken'))).toEqual(bytes);
  expect(await shows('ET-001 opened in thing: “Show prices”. Its file comes along.')).toMatchObject({
    buttons: [],
  });
  expect(installation.log()).not.toContain('test-token');
  await second.stop();
});
