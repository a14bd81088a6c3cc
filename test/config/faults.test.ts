import { describe, expect, test } from 'vitest';
import { faultsOf, projectLines, projectsText, tempFolder } from './support.ts';

/** A sixth line of the file, within its one project. */
const inProject: [line: string, ...faults: string[]][] = [
  ['nmae: x', '.nmae: unknown key (did you mean name?)'],
  ['branch: "a b"', '.branch: expected the name of a branch, got "a b"'],
  ['repoKey: ../x', '.repoKey: expected letters, digits, dots, dashes and underscores, got "../x"'],
  ['chat: -100', '.chat: expected a mapping with id, topic, got -100'],
  ['chat: { topic: 1 }', '.chat.id: missing; expected the number of a Telegram chat'],
  ['chat: { id: "@shop" }', '.chat.id: expected the number of a Telegram chat, got "@shop"'],
  [
    'chat: { id: 1, topic: 0 }',
    '.chat.topic: expected the number of a topic, or project or task for topics that the bot makes, got 0',
  ],
  ['notify: [{ topic: 3 }]', '.notify[0].id: missing; expected the number of a Telegram chat'],
  ['approval: { needs: 1 }', '.approval.by: missing; expected a text or a list of texts'],
  [
    'approval: { by: [Ada], needs: 2 }',
    '.approval.needs: expected a whole number from 1 to 1, got 2',
    '.approval.by: "Ada" is no name of a person below people',
  ],
  ['approval: { by: Ada }', '.approval.by: "Ada" is no name of a person below people'],
  [
    'approval: { by: [Ada, Ada], needs: 1 }',
    '.approval.by: "Ada" is no name of a person below people',
    '.approval.by: "Ada" is named above already',
  ],
  ['staging: {}', '.staging.command: missing; expected text'],
  ['deploy: { comand: x }', '.deploy.comand: unknown key (did you mean command?)'],
  ['deploy: { repeatable: often }', '.deploy.repeatable: expected true or false, got "often"'],
  [
    'deploy: { health: {} }',
    '.deploy.health.url: missing; expected an address that starts with http:// or https://, without a user, or a command instead',
  ],
  [
    'deploy: { health: { url: "http://al:hunter2@shop/" } }',
    '.deploy.health.url: expected an address that starts with http:// or https://, without a user, got "http://***@shop/"',
  ],
  [
    'deploy: { health: { url: http://shop, every: 10m, window: 1m } }',
    '.deploy.health.window: expected at least as long as every, which is 600s',
  ],
  [
    'deploy: { health: { url: http://shop, degradedAfter: 0 } }',
    '.deploy.health.degradedAfter: expected a whole number from 1 up, got 0',
  ],
  [
    'deploy: { health: { url: http://shop, command: ./look.sh } }',
    '.deploy.health.command: expected either a url or a command, got both',
  ],
  [
    'deploy: { health: { url: http://shop, timeout: 5s } }',
    '.deploy.health.timeout: belongs to a command; expected it not to be given here',
  ],
  [
    'deploy: { health: { command: ./look.sh, every: 20s, window: 50s, healthyAfter: 4 } }',
    '.deploy.health.healthyAfter: expected at most 3, the looks that the window has time for',
  ],
  ['budget: { task: 0 }', '.budget.task: expected an amount of US dollars above 0, got 0'],
  ['env: KEY', '.env: expected a list, got "KEY"'],
  ['env: [KEY, 4x]', '.env[1]: expected the name of a variable, got "4x"'],
  ['env: [UNSET_KEY]', '.env[0]: UNSET_KEY is not set in the environment'],
  ['env: [DB_PATH]', '.env[0]: DB_PATH belongs to Signalbox itself and is not handed on'],
  ['env: [HOME]', ".env[0]: HOME is each run's own and is not handed on"],
  ['env: [SIGNALBOX_REPORT]', '.env[0]: SIGNALBOX_REPORT belongs to Signalbox itself and is not handed on'],
  ['reworkLimit: -1', '.reworkLimit: expected a whole number from 0 up, got -1'],
];

test.each(inProject)('in a project, %s', (line, ...faults) => {
  const yaml = projectsText(`    ${line}`);
  expect(faultsOf({ yaml, env: { KEY: 'x' } })).toEqual(
    faults.map((fault) => `projects.yaml:6 projects[0]${fault}`),
  );
});

describe('who has to approve', () => {
  const yaml = (people: string) => `${projectsText('    approval: { by: [Ada, Bo] }')}\npeople:\n${people}`;
  const at = 'projects.yaml:6 projects[0].approval.by: ';

  test('is one person who may', () => {
    const ada = '  - { name: Ada, role: approver, telegram: 1 }';
    expect(faultsOf({ yaml: yaml(`${ada}\n  - { name: Bo, role: owner, plane: b }`) })).toEqual([]);
    expect(faultsOf({ yaml: yaml(`${ada}\n  - { name: Bob, role: owner, telegram: 2 }`) })).toEqual([
      `${at}"Bo" is no name of a person below people (did you mean Bob?)`,
    ]);
    expect(faultsOf({ yaml: yaml(`${ada}\n  - { name: Bo, role: viewer, telegram: 2 }`) })).toEqual([
      `${at}"Bo" may not approve with the role viewer; expected approver or one above it`,
    ]);
    const twins = `${ada}\n  - { name: Bo, role: owner, plane: b }\n  - { name: Bo, role: owner, plane: c }`;
    expect(faultsOf({ yaml: yaml(twins) })).toEqual([
      `${at}"Bo" is the name of several people; give each a name of their own`,
    ]);
  });

  test('may be an owner of the environment, whatever the file says', () => {
    const people =
      '  - { name: Ada, role: approver, telegram: 1 }\n  - { name: Bo, role: viewer, telegram: 42 }';
    expect(faultsOf({ yaml: yaml(people), env: { TELEGRAM_OWNERS: '42' } })).toEqual([]);
  });
});

describe('a role', () => {
  const yaml = (tester: string, more = '') => `projects:
  - name: shop
    prefix: SHOP
    repo: https://git.example.org/acme/shop.git
    roles:
      analyst: &run { runner: command, command: ./agent.sh }
      architect: *run
      developer: *run
      reviewer: *run
      tester: ${tester}
${more}`;

  test.each([
    [
      '{ runner: shell }',
      '.runner: expected command, scripted, claude, codex, gemini or opencode, got "shell"',
    ],
    ['{ runner: command }', '.command: missing; expected text'],
    [
      '{ runner: command, command: x, script: y }',
      '.script: belongs to runner scripted; expected it not to be given here',
    ],
    ['{ runner: command, command: x, home: mine }', '.home: expected own or shared, got "mine"'],
    [
      '{ runner: command, command: x, account: team }',
      '.account: belongs to runner claude, codex, gemini or opencode; expected it not to be given here',
    ],
    ['{ runner: scripted }', '.script: missing; expected the path of a script'],
    ['{ runner: command, command: x, promt: y }', '.promt: unknown key (did you mean prompt?)'],
    ['{ runner: command, command: x, prompt: [] }', '.prompt: expected the path of a prompt, got a list'],
    [
      '{ runner: command, command: x, minutes: 0 }',
      '.minutes: expected a number of minutes above 0, at most 10080, got 0',
    ],
    [
      '{ runner: command, command: x, silenceMinutes: 5m }',
      '.silenceMinutes: expected a number of minutes above 0, at most 10080, got "5m"',
    ],
    ['{ runner: command, command: x, report: 1 }', '.report: expected true or false, got 1'],
    ['{ runner: command, command: x, model: 4 }', '.model: expected text, got 4; put it in quotes'],
  ])('%s', (tester, fault) => {
    expect(faultsOf({ yaml: yaml(tester) })).toEqual([`projects.yaml:10 projects[0].roles.tester${fault}`]);
  });

  test('that plays a script needs its file', () => {
    const folder = tempFolder();
    expect(faultsOf({ yaml: yaml('{ runner: scripted, script: play.json }'), folder })).toEqual([
      `projects.yaml:10 projects[0].roles.tester.script: expected the path of a script, found no file at ${folder}/play.json`,
    ]);
  });

  test('is not configured twice', () => {
    const more = '      deployer: { runner: command, command: x }\n    deploy: { command: y }';
    expect(faultsOf({ yaml: yaml('*run', more) })).toEqual([
      'projects.yaml:12 projects[0].deploy: its command and roles.deployer are both given; expected one of them',
    ]);
  });

  test('without a runner is named together with the others', () => {
    const project =
      'projects: [{ name: shop, prefix: SHOP, repo: "x:y", roles: { analyst: { runner: command,';
    expect(faultsOf({ yaml: `${project} command: x }, tester: { minutes: 3 }, deployer: {} } }]` })).toEqual([
      'projects.yaml:1 projects[0].roles.deployer.runner: missing; expected command, scripted, claude, codex, gemini or opencode',
      'projects.yaml:1 projects[0].roles: no runner for architect, developer, reviewer and tester; expected for each, say, architect: { runner: command, command: ./architect.sh }',
    ]);
  });
});

describe('among projects', () => {
  test('names are unique, whatever their case', () => {
    const yaml = projectsText() + projectLines('', 'name: Shop\n    prefix: OTHER');
    expect(faultsOf({ yaml })).toEqual([
      'projects.yaml:6 projects[1].name: expected a name of its own, but "Shop" names a project above',
    ]);
  });

  test('one key means one repository', () => {
    const yaml = projectsText() + projectLines('    branch: next', 'name: till\n    prefix: TILL');
    expect(faultsOf({ yaml })).toEqual([
      'projects.yaml:8 projects[1].repo: shares the key "shop" with project shop, but not its address and branch; make them equal, or tell them apart with repoKey',
    ]);
  });

  test('each needs a name, a prefix and a repository', () => {
    const yaml = projectsText()
      .replace('shop\n', '"my shop"\n')
      .replace('SHOP', 'Shop')
      .replace(/https\S+/, '');
    expect(faultsOf({ yaml })).toEqual([
      'projects.yaml:2 projects[0].name: expected letters, digits, dashes and underscores, got "my shop"',
      'projects.yaml:3 projects[0].prefix: expected upper-case letters and digits, such as SHOP, got "Shop"',
      'projects.yaml:4 projects[0].repo: missing; expected text',
    ]);
  });

  test('a path must lead to a repository', () => {
    const folder = tempFolder();
    expect(faultsOf({ yaml: projectsText().replace(/https\S+/, './nowhere'), folder })).toEqual([
      `projects.yaml:4 projects[0].repo: expected an address or the path of a repository, found no folder at ${folder}/nowhere`,
    ]);
  });

  test('an address must end in something to call it by', () => {
    expect(faultsOf({ yaml: projectsText().replace(/https\S+/, 'https://git.example.org/@!') })).toEqual([
      'projects.yaml:4 projects[0].repo: its last part cannot serve as a short name; give one as repoKey',
    ]);
  });
});

test.each([
  ['{ role: boss, telegram: 1 }', '.role: expected viewer, approver, operator or owner, got "boss"'],
  ['{ telegram: 1 }', '.role: missing; expected viewer, approver, operator or owner'],
  ['{ role: viewer }', '.role: belongs to nobody; expected one of telegram, plane, gitea, github beside it'],
  ['{ role: viewer, telegram: -5 }', '.telegram: expected the number of a Telegram user, got -5'],
  ['{ role: viewer, gitub: al }', '.gitub: unknown key (did you mean github?)'],
])('among people, %s', (person, fault) => {
  const faults = faultsOf({ yaml: `${projectsText()}people:\n  - ${person}` });
  expect(faults[0]).toBe(`projects.yaml:7 people[0]${fault}`);
});

test('one account belongs to one person', () => {
  const people = 'people: [{ role: viewer, github: al }, { role: approver, github: Al }]';
  expect(faultsOf({ yaml: projectsText() + people })).toEqual([
    'projects.yaml:6 people[1].github: already belongs to another person above',
  ]);
});
