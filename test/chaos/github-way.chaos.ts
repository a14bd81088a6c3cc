import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { hmacSha256Hex } from '../../src/signature.ts';
import { openCopy } from '../../src/store/open-database.ts';
import { startGithub } from '../doubles/github-server.ts';
import { readEnding, wholeWay } from '../scenarios/drive.ts';
import { deliver, installWithPlane } from '../scenarios/real-systems.ts';
import type { Running } from '../support/installation.ts';
import { until } from '../support/until.ts';

const secret = 'github-webhook-secret';

/** An installation whose board is a Plane and whose forge is a GitHub, both over HTTP. */
async function installWithGithub() {
  const started: { github?: Awaited<ReturnType<typeof startGithub>> } = {};
  const installation = await installWithPlane(
    async (origin) => {
      const commitAtOrigin = () => {
        throw new Error('nobody but Signalbox pushes here');
      };
      const github = await startGithub({ origin, commitAtOrigin });
      started.github = github;
      const { apiUrl, token, owner, repo } = github.settings;
      return {
        forge: `{ kind: github, owner: ${owner}, repo: ${repo}, ci: { checks: [build] } }`,
        ada: 'github: ada',
        env: { GITHUB_API_URL: apiUrl, GITHUB_TOKEN: token, GITHUB_WEBHOOK_SECRET: secret },
        close: async () => {},
      };
    },
    { reconcileSeconds: 1 },
  );
  onTestFinished(() => installation.close());
  const { github } = started;
  if (github === undefined) throw new Error('the forge was not started');
  return { ...installation, github };
}

type Systems = Awaited<ReturnType<typeof installWithGithub>>;

test('a task goes its whole way over GitHub: approved by a review, sent back by another, built by check runs', {
  timeout: 120_000,
}, async () => {
  const systems = await installWithGithub();
  const { plane, github } = systems;
  const running = await systems.start();
  const { id } = plane.createItem({ title: 'Größe & <retry>', description: 'Retry what may be retried.' });
  plane.moveItem(id, 'In Progress');
  await review(systems, id);
  const [pull] = github.repository.pulls();
  await build(systems, running);
  await until('the card says done', () => systems.cards().some(({ text }) => text.includes('✅')), 60_000);
  await until('all is told', () => plane.see(id).comments.length >= 2 && (pull?.comments.length ?? 0) >= 3);
  await running.stop();

  const ending = await readEnding(systems);
  expect(ending).toMatchObject({ tasks: 1, stages: ['done'], jobs: 8, unfinishedRuns: 0, merges: 1 });
  expect(ending.moves).toEqual(wayWithChanges);
  expect(await readEvents(systems)).toEqual([{ event_type: 'check_run', state: 'done' }]);
  const log = await readLog(systems);
  expect(log).toContain('the BRD was approved by Ada via github');
  expect(log).toContain(
    'approved in GitHub by mallory, who is no approver in people: not counted by mallory via github',
  );
  expect(github.repository.pulls()).toHaveLength(1);
  expect(pull).toMatchObject({
    title: 'ET-001: Größe & <retry>',
    state: 'closed',
    merged: { by: 'signalbox' },
  });
  expectWords(systems, id);
});

/** Changes asked for after the checks: developed once more. */
const wayWithChanges = wholeWay.flatMap((at) =>
  at === 'development/ci' ? [at, 'development/work', 'development/publish', at] : [at],
);

/** Ada approves the requirements, after somebody who may not, and asks for changes to what was developed. */
async function review({ plane, github }: Systems, item: string): Promise<void> {
  await until('the board asks', () => plane.see(item).state === 'Needs Review', 30_000);
  const pull = await until('a draft', () => github.repository.pulls().find(({ draft }) => draft));
  github.review(pull.number, 'mallory', 'APPROVED', 'Nice.');
  github.review(pull.number, 'Ada', 'APPROVED', '');
  await until('the change is ready', () => !pull.draft, 30_000);
  github.review(pull.number, 'Ada', 'CHANGES_REQUESTED', 'Say it twice.');
  const asked = pull.head;
  await until('the change is developed again', () => github.repository.pulls()[0]?.head !== asked, 30_000);
}

/** One check is still at it when another has ended well; a webhook tells of the end. */
async function build({ github }: Systems, running: Running): Promise<void> {
  const { branch = '', head = '' } = github.repository.pulls()[0] ?? {};
  github.setCheckRun(head, 'lint', { conclusion: null });
  github.setCheckRun(head, 'build', { conclusion: 'success' });
  const { owner, repo } = github.settings;
  const run = { name: 'build', head_sha: head, status: 'completed', conclusion: 'success' };
  const body = JSON.stringify({
    action: 'completed',
    check_run: { ...run, check_suite: { head_branch: branch } },
    repository: { full_name: `${owner}/${repo}` },
    sender: { login: 'github-actions[bot]' },
  });
  const status = await deliver(running, '/webhooks/github', body, {
    'content-type': 'application/json',
    'x-github-event': 'check_run',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${hmacSha256Hex(secret, Buffer.from(body))}`,
  });
  expect(status).toBe(202);
}

function expectWords({ plane, github }: Systems, id: string): void {
  const { state, comments } = plane.see(id);
  expect(state).toBe('Done');
  expect(comments.map(({ html }) => html)).toEqual([
    expect.stringContaining('The requirements (BRD) of <code>ET-001</code> are ready.'),
    expect.stringMatching(/is done: merged as .*, deployed and healthy\..*Cost: \$1\.25/s),
  ]);
  const [pull] = github.repository.pulls();
  expect(pull?.comments.map(({ text }) => text)).toEqual([
    expect.stringContaining('The requirements (BRD) of `ET-001` are ready.'),
    expect.stringMatching(/is back in development .*: rework 1 of 3\..*Say it twice\./s),
    expect.stringMatching(/is done: merged as .*, deployed and healthy\..*Cost: \$1\.25/s),
  ]);
  expect(pull?.body).toContain(`/issues/${id}) \`Größe & <retry>\``);
  expect(pull?.body).toContain('Retry what may be retried.');
  expect(pull?.body).toMatch(/Requirements \(BRD\): \[.*01-brd\.md`\]\(http.*01-brd\.md\)/);
  expect(pull?.body).toMatch(/Decisions \(ADR\): \[.*06-adr`\]\(http.*06-adr\)/);
  expect(pull?.body).toContain('Cost so far: $1.25');
}

async function readEvents(systems: Systems) {
  return readRows(systems, 'SELECT event_type, state FROM events ORDER BY id');
}

async function readLog(systems: Systems): Promise<unknown> {
  const rows = await readRows(
    systems,
    "SELECT why || ' by ' || who || ' via ' || via AS said FROM task_log ORDER BY id",
  );
  return rows.map(({ said }) => said);
}

async function readRows({ home }: Systems, sql: string): Promise<Record<string, unknown>[]> {
  const { db, close } = await openCopy(`${home}/signalbox.db`);
  try {
    return db.prepare<[], Record<string, unknown>>(sql).all();
  } finally {
    close();
  }
}
