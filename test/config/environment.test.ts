import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { botToken, faultsOf, load } from './support.ts';

test('an environment with only what is needed gets every default', () => {
  const { projects: _, people: __, ...settings } = load();
  expect(settings).toEqual({
    accounts: [],
    prices: {},
    dayBudgetUsd: null,
    telegram: { token: botToken, apiRoot: 'https://api.telegram.org', owners: [42], webhook: null },
    chatDefaults: {
      language: 'en',
      timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      digestAtMinute: 540,
      quietHours: null,
    },
    remindAfterMs: 14_400_000,
    dbPath: resolve('data/signalbox.db'),
    workspaceDir: resolve('data/workspace'),
    runsDir: resolve('data/runs'),
    http: { host: '127.0.0.1', port: 8080, token: [] },
    plane: { url: null, apiKey: null, webhookSecrets: [], requestsPerMinute: 60 },
    gitea: { url: null, token: null, webhookSecrets: [] },
    github: { apiUrl: 'https://api.github.com', token: null, webhookSecrets: [] },
    health: { webhookSecrets: [] },
    maxConcurrency: 2,
    maxPerProject: null,
    agentSandbox: { kind: 'none', readPaths: [] },
    taskDepsEnabled: true,
    serialGate: { enabled: true, repos: 'all' },
    backoff: { baseSeconds: 10, maxSeconds: 600 },
    reaperSeconds: 30,
    reaperGraceSeconds: 120,
    reconcileSeconds: 60,
    eventsKeepDays: 30,
    logLevel: 'info',
  });
});

test('what the environment says is taken', () => {
  const config = load({
    env: {
      TELEGRAM_API_ROOT: 'http://127.0.0.1:8081/',
      TELEGRAM_OWNERS: ' 7, 8,7 ',
      DB_PATH: '/srv/box.db',
      HTTP_PORT: '0',
      HTTP_TOKEN: 'one-token, other-token',
      PLANE_URL: 'https://plane.example.org/',
      PLANE_API_KEY: 'key',
      PLANE_REQUESTS_PER_MINUTE: '300',
      GITEA_URL: 'http://gitea.example.org:3000/sub/',
      GITEA_TOKEN: 'gitea-token',
      GITEA_WEBHOOK_SECRET: 'next, last',
      GITHUB_API_URL: 'https://github.example.org/api/v3/',
      GITHUB_TOKEN: 'github-token',
      GITHUB_WEBHOOK_SECRET: 'github-hook',
      HEALTH_WEBHOOK_SECRET: 'health-hook',
      EVENTS_KEEP_DAYS: '3650',
      MAX_CONCURRENCY: '5',
      MAX_PER_PROJECT: '3',
      AGENT_SANDBOX: 'bwrap',
      AGENT_SANDBOX_PATHS: '/opt/go/: /srv/cache:',
      TASK_DEPS_ENABLED: 'no',
      SERIAL_GATE_ENABLED: '0',
      SERIAL_GATE_REPOS: 'shop, till',
      BACKOFF_BASE_SECONDS: '900',
      LOG_LEVEL: 'silent',
    },
  });
  expect(config.telegram).toMatchObject({ apiRoot: 'http://127.0.0.1:8081', owners: [7, 8] });
  expect(config.dbPath).toBe('/srv/box.db');
  expect(config.http).toMatchObject({ port: 0, token: ['one-token', 'other-token'] });
  expect(config.plane).toEqual({
    url: 'https://plane.example.org',
    apiKey: 'key',
    webhookSecrets: [],
    requestsPerMinute: 300,
  });
  expect(config.gitea).toEqual({
    url: 'http://gitea.example.org:3000/sub',
    token: 'gitea-token',
    webhookSecrets: ['next', 'last'],
  });
  expect(config.github).toEqual({
    apiUrl: 'https://github.example.org/api/v3',
    token: 'github-token',
    webhookSecrets: ['github-hook'],
  });
  expect(config.health).toEqual({ webhookSecrets: ['health-hook'] });
  expect(config.eventsKeepDays).toBe(3650);
  expect(config).toMatchObject({
    maxConcurrency: 5,
    maxPerProject: 3,
    taskDepsEnabled: false,
    logLevel: 'silent',
  });
  expect(config.agentSandbox).toEqual({ kind: 'bwrap', readPaths: ['/opt/go', '/srv/cache'] });
  expect(config.serialGate).toEqual({ enabled: false, repos: ['shop', 'till'] });
  expect(config.backoff).toEqual({ baseSeconds: 900, maxSeconds: 900 });
});

test('webhook mode takes an address and a secret', () => {
  const url = 'https://box.example.org:8443/hooks/telegram';
  const env = { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: 'a-secret_1' };
  expect(load({ env }).telegram.webhook).toEqual({ url, secret: 'a-secret_1' });
});

test.each([
  [
    { TELEGRAM_WEBHOOK_URL: 'https://box.example.org:8080/hook', TELEGRAM_WEBHOOK_SECRET: 'secret' },
    'TELEGRAM_WEBHOOK_URL: expected an address that starts with https://, on port 443, 80, 88 or 8443, got "https://box.example.org:8080/hook"',
  ],
  [
    { TELEGRAM_WEBHOOK_URL: 'https://box.example.org/hook' },
    'TELEGRAM_WEBHOOK_SECRET: not set; expected beside TELEGRAM_WEBHOOK_URL, since webhook mode needs both',
  ],
  [
    { TELEGRAM_WEBHOOK_SECRET: 'secret' },
    'TELEGRAM_WEBHOOK_URL: not set; expected beside TELEGRAM_WEBHOOK_SECRET, since webhook mode needs both',
  ],
  [
    { TELEGRAM_WEBHOOK_URL: 'https://box.example.org/hook', TELEGRAM_WEBHOOK_SECRET: 'per cent %' },
    'TELEGRAM_WEBHOOK_SECRET: expected 1 to 256 letters, digits, underscores and dashes; the value is a secret and not shown',
  ],
])('half a webhook is refused: %o', (env, fault) => {
  expect(() => load({ env })).toThrow(fault);
});

test('the manner of chats is taken', () => {
  const env = {
    CHAT_LANGUAGE: 'ru',
    CHAT_TIMEZONE: 'Asia/Tbilisi',
    DIGEST_AT: 'off',
    QUIET_HOURS: '22:30-7:00',
  };
  expect(load({ env: { ...env, REMIND_AFTER: 'off' } })).toMatchObject({
    chatDefaults: {
      language: 'ru',
      timezone: 'Asia/Tbilisi',
      digestAtMinute: null,
      quietHours: { fromMinute: 1350, toMinute: 420 },
    },
    remindAfterMs: null,
  });
});

test.each(['true', '1', 'yes', 'TRUE', ''])('"%s" leaves a gate on', (word) => {
  expect(load({ env: { SERIAL_GATE_ENABLED: word } }).serialGate.enabled).toBe(true);
});

test('tokens and secrets of what no project uses are no fault', () => {
  const env = { GITEA_TOKEN: 'x', GITHUB_WEBHOOK_SECRET: 'y', HEALTH_WEBHOOK_SECRET: 'z' };
  expect(load({ env })).toMatchObject({
    gitea: { url: null, token: 'x' },
    github: { token: null, webhookSecrets: ['y'] },
    health: { webhookSecrets: ['z'] },
  });
});

const faults: [name: string, value: string, fault: string][] = [
  ['TELEGRAM_BOT_TOKEN', '', 'not set; expected the token that @BotFather gives, such as 123456789:AbC…'],
  [
    'TELEGRAM_BOT_TOKEN',
    'letters',
    'expected a token of the shape 123456789:AbC… as @BotFather gives it; the value is a secret and not shown',
  ],
  ['TELEGRAM_OWNERS', '@alice', 'expected numbers of Telegram users, separated by commas, got "@alice"'],
  ['TELEGRAM_OWNERS', ',', 'expected numbers of Telegram users, separated by commas, got ","'],
  [
    'TELEGRAM_API_ROOT',
    'telegram',
    'expected an address that starts with http:// or https://, without a user or a query, got "telegram"',
  ],
  ['CHAT_LANGUAGE', 'de', 'expected en or ru, got "de"'],
  [
    'CHAT_TIMEZONE',
    'Berlin',
    'expected a name of the time zone database, such as Europe/Berlin, got "Berlin"',
  ],
  ['DIGEST_AT', '25:00', 'expected a time of day such as 09:00, or off, got "25:00"'],
  ['QUIET_HOURS', '22:00', 'expected hours such as 22:00-08:00, or off, got "22:00"'],
  ['QUIET_HOURS', '22:00-22:00', 'expected hours such as 22:00-08:00, or off, got "22:00-22:00"'],
  ['REMIND_AFTER', '4', 'expected a duration such as 10s, 5m or 1h, at most 168h, or off, got "4"'],
  [
    'PLANE_WEBHOOK_SECRET',
    'first,second,third',
    'expected one secret, or two separated by a comma; the value is a secret and not shown',
  ],
  ['PLANE_REQUESTS_PER_MINUTE', '0', 'expected a whole number from 1 to 10000, got "0"'],
  ['PLANE_REQUESTS_PER_MINUTE', '10001', 'expected a whole number from 1 to 10000, got "10001"'],
  [
    'GITEA_URL',
    'gitea',
    'expected an address that starts with http:// or https://, without a user or a query, got "gitea"',
  ],
  [
    'GITHUB_API_URL',
    'github',
    'expected an address that starts with http:// or https://, without a user or a query, got "github"',
  ],
  ...[
    ['http://al:hunter2@gitea', 'http://***@gitea'],
    ['http://al@gitea/sub', 'http://***@gitea/sub'],
    ['http://gitea/?page=1', 'http://gitea/?page=1'],
    ['http://gitea/#a', 'http://gitea/#a'],
  ].map(([url = '', shown = '']): [string, string, string] => [
    'GITEA_URL',
    url,
    `expected an address that starts with http:// or https://, without a user or a query, got "${shown}"`,
  ]),
  ...['GITEA', 'GITHUB', 'HEALTH'].map((service): [string, string, string] => [
    `${service}_WEBHOOK_SECRET`,
    'first,second,third',
    'expected one secret, or two separated by a comma; the value is a secret and not shown',
  ]),
  ['EVENTS_KEEP_DAYS', '0', 'expected a whole number from 1 to 3650, got "0"'],
  ['EVENTS_KEEP_DAYS', '3651', 'expected a whole number from 1 to 3650, got "3651"'],
  ['EVENTS_KEEP_DAYS', 'forever', 'expected a whole number from 1 to 3650, got "forever"'],
  ['HTTP_PORT', '65536', 'expected a whole number from 0 to 65535, got "65536"'],
  ['HTTP_PORT', '0x50', 'expected a whole number from 0 to 65535, got "0x50"'],
  [
    'HTTP_TOKEN',
    ',',
    'expected one secret, or two separated by a comma; the value is a secret and not shown',
  ],
  ['MAX_CONCURRENCY', '0', 'expected a whole number from 1 to 100, got "0"'],
  ['AGENT_SANDBOX', 'docker', 'expected none or bwrap, got "docker"'],
  [
    'AGENT_SANDBOX_PATHS',
    '/opt/go:cache',
    'expected absolute paths of folders, separated by colons, got "/opt/go:cache"',
  ],
  ['AGENT_SANDBOX_PATHS', ':', 'expected absolute paths of folders, separated by colons, got ":"'],
  ['TASK_DEPS_ENABLED', 'on', 'expected true or false, got "on"'],
  ['SERIAL_GATE_ENABLED', 'maybe', 'expected true or false, got "maybe"'],
  ['BACKOFF_BASE_SECONDS', '-1', 'expected a whole number from 1 to 86400, got "-1"'],
  ['BACKOFF_MAX_SECONDS', '5', 'expected at least BACKOFF_BASE_SECONDS, which is 10, got 5'],
  ['RECONCILE_SECONDS', '1.5', 'expected a whole number from 1 to 86400, got "1.5"'],
  ['REAPER_SECONDS', 'soon', 'expected a whole number from 1 to 86400, got "soon"'],
  ['REAPER_FINALIZE_GRACE_S', '2m', 'expected a whole number from 0 to 86400, got "2m"'],
  ['LOG_LEVEL', 'loud', 'expected debug, info, warn, error or silent, got "loud"'],
];

describe('each fault names the variable, what was found and what is expected', () => {
  test.each(faults)('%s=%s', (name, value, fault) => {
    expect(faultsOf({ env: { [name]: value } })).toEqual([`${name}: ${fault}`]);
  });
});

test.each([
  [
    { PLANE_URL: 'https://plane' },
    'PLANE_API_KEY: not set; expected the key of a user of its own at PLANE_URL',
  ],
  [{ PLANE_API_KEY: 'key' }, 'PLANE_URL: not set; expected the address that PLANE_API_KEY belongs to'],
])('an address and its key belong together: %j alone starts nothing', (env, fault) => {
  expect(faultsOf({ env })).toEqual([fault]);
  expect(faultsOf({ env, needs: 'file' })).toEqual([]);
});

test('a verb that reads the file needs no variable, but what is set must make sense', () => {
  expect(load({ needs: 'file' }).telegram).toMatchObject({ token: '', owners: [] });
  expect(faultsOf({ needs: 'file', env: { HTTP_PORT: 'x' } })).toHaveLength(1);
});
