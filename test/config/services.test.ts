import { describe, expect, test } from 'vitest';
import { faultsOf, load, projectsText } from './support.ts';

/** What every tracker and forge needs of the environment. */
const everything = {
  PLANE_WEBHOOK_SECRET: 'hook-secret',
  GITEA_URL: 'https://gitea',
  GITEA_TOKEN: 'gitea-token',
  GITHUB_TOKEN: 'github-token',
};

/** A sixth line of the file, within its one project. */
const inProject: [line: string, fault: string][] = [
  ['forge: { kind: svn, owner: acme }', '.forge.kind: expected local, gitea or github, got "svn"'],
  ['forge: { merge: ff }', '.forge.kind: missing; expected local, gitea or github'],
  ['forge: { kind: local, owner: acme }', '.forge.owner: unknown key; known are kind, merge, ci'],
  [
    'forge: { kind: gitea, owner: acme }',
    '.forge.repo: missing; expected letters, digits, dots, dashes and underscores',
  ],
  [
    'forge: { kind: github, owner: acme/shop, repo: shop }',
    '.forge.owner: expected letters, digits, dots, dashes and underscores, got "acme/shop"',
  ],
  [
    'forge: { kind: github, owner: acme, repo: .. }',
    '.forge.repo: expected letters, digits, dots, dashes and underscores, got ".."',
  ],
  [
    'forge: { kind: gitea, owner: acme, repo: shop, ci: { timeout: 5m } }',
    '.forge.ci: expected required, none, { checks: … } or { command: … }, got a mapping',
  ],
  [
    'forge: { kind: gitea, owner: acme, repo: shop, ci: always }',
    '.forge.ci: expected required, none, { checks: … } or { command: … }, got "always"',
  ],
  [
    'forge: { kind: gitea, owner: acme, repo: shop, ci: { checks: [] } }',
    '.forge.ci.checks: expected the name of a check or a list of such names, got a list',
  ],
  [
    'forge: { kind: github, owner: acme, repo: shop, ci: { checks: build, command: make } }',
    '.forge.ci.command: expected either checks or a command, got both',
  ],
  [
    'forge: { kind: github, owner: acme, repo: shop, ci: { checks: build, timeout: 60 } }',
    '.forge.ci.timeout: expected a duration such as 10s, 5m or 1h, at most 168h, got 60',
  ],
  ['forge: { kind: local, merge: rebase }', '.forge.merge: expected merge, squash or ff, got "rebase"'],
  [
    'forge: { kind: local, ci: required }',
    '.forge.ci: the local forge has no checks of its own: expected none or { command: … }',
  ],
  [
    'forge: { kind: local, ci: { checks: [build] } }',
    '.forge.ci: the local forge has no checks of its own: expected none or { command: … }',
  ],
  ['forge: { kind: local, ci: [x] }', '.forge.ci: expected none or { command: … }, got a list'],
  ['forge: { kind: local, ci: {} }', '.forge.ci.command: missing; expected text'],
  [
    'forge: { kind: local, ci: { command: x, timeout: 0s } }',
    '.forge.ci.timeout: expected a duration such as 10s, 5m or 1h, at most 168h, got "0s"',
  ],
  [
    'tracker: { kind: jira, workspace: a, project: b }',
    '.tracker.kind: expected plane or built-in, got "jira"',
  ],
  [
    'tracker: { kind: plane, workspace: a, project: 12 }',
    '.tracker.project: expected text, got 12; put it in quotes',
  ],
  [
    'tracker: { kind: plane, workspace: a, project: b, states: { start: [] } }',
    '.tracker.states.start: expected a text or a list of texts, got a list',
  ],
  [
    'tracker: { kind: plane, workspace: a, project: b, states: { review: approved } }',
    '.tracker.states.approved: "Approved" also has another meaning here; expected a state that only approves',
  ],
  [
    'tracker: { kind: built-in, states: { done: in progress } }',
    '.tracker.states.done: "in progress" is one of states.start, which only people set; expected a state that Signalbox may write',
  ],
  [
    'tracker: { kind: built-in, states: { rejected: [No, cancelled] } }',
    '.tracker.states.cancelled: "Cancelled" is one of states.rejected, which only people set; expected a state that Signalbox may write',
  ],
  [
    'tracker: { kind: built-in, stages: { review: APPROVED } }',
    '.tracker.stages.review: "APPROVED" is one of states.approved, which only people set; expected a state that Signalbox may write',
  ],
  [
    'tracker: { kind: built-in, states: { start: [Go, Run] }, stages: { analysis: run } }',
    '.tracker.stages.analysis: "run" is one of states.start, which only people set; expected a state that Signalbox may write',
  ],
  [
    'tracker: { kind: built-in, stages: { done: Done } }',
    '.tracker.stages.done: unknown key; known are analysis, architecture, development, review, testing, staging, deploy',
  ],
  [
    'tracker: { kind: built-in, stages: { development: [Doing] } }',
    '.tracker.stages.development: expected text, got a list',
  ],
  [
    'tracker: { kind: built-in, workspace: acme }',
    '.tracker.workspace: unknown key; known are kind, label, states, stages',
  ],
  ['tracker: { kind: built-in, label: [agent] }', '.tracker.label: expected text, got a list'],
];

test.each(inProject)('in a project, %s', (line, fault) => {
  expect(faultsOf({ yaml: projectsText(`    ${line}`), env: everything })).toEqual([
    `projects.yaml:6 projects[0]${fault}`,
  ]);
});

describe('what a project uses', () => {
  const plane = projectsText('    tracker: { kind: plane, workspace: a, project: b }');
  const forge = (kind: string) => projectsText(`    forge: { kind: ${kind}, owner: acme, repo: shop }`);

  test('a tracker at Plane has to hear of it, or to look by itself', () => {
    expect(faultsOf({ yaml: plane })).toEqual([
      'PLANE_WEBHOOK_SECRET: not set; expected the secret of the webhook in Plane, which a project uses, or PLANE_API_KEY to look there without one',
    ]);
    expect(faultsOf({ yaml: plane, env: { PLANE_WEBHOOK_SECRET: 'hook' } })).toEqual([]);
    const looking = { PLANE_API_KEY: 'key', PLANE_URL: 'https://plane' };
    expect(faultsOf({ yaml: plane, env: looking })).toEqual([]);
  });

  test('a board of our own needs nothing', () => {
    expect(faultsOf({ yaml: projectsText('    tracker: { kind: built-in }') })).toEqual([]);
  });

  test('a forge needs a token and Gitea an address, but no webhook', () => {
    expect(faultsOf({ yaml: forge('gitea') })).toEqual([
      'GITEA_URL: not set; expected the address of Gitea or Forgejo, which a project uses',
      'GITEA_TOKEN: not set; expected the token of a user of its own there',
    ]);
    const gitea = { GITEA_URL: 'https://gitea', GITEA_TOKEN: 'token' };
    expect(faultsOf({ yaml: forge('gitea'), env: gitea })).toEqual([]);
    expect(faultsOf({ yaml: forge('github') })).toEqual([
      'GITHUB_TOKEN: not set; expected the token of a user at GitHub, which a project uses',
    ]);
    expect(faultsOf({ yaml: forge('github'), env: { GITHUB_TOKEN: 'token' } })).toEqual([]);
  });

  test('is named also where the project has other faults', () => {
    const yaml = forge('gitea').replace('SHOP', 'Shop');
    expect(faultsOf({ yaml }).map((fault) => fault.split(': ')[0])).toEqual([
      'GITEA_URL',
      'GITEA_TOKEN',
      'projects.yaml:3 projects[0].prefix',
    ]);
  });

  test('is no matter to a verb that only reads the database', () => {
    expect(load({ yaml: plane, needs: 'file' }).projects[0]?.tracker).toMatchObject({ workspace: 'a' });
    expect(load({ yaml: forge('gitea'), needs: 'file' }).projects[0]?.forge).toMatchObject({ owner: 'acme' });
  });
});
