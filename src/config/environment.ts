import { resolve } from 'node:path';
import { z } from 'zod';
import { languages } from '../domain/phrase.ts';
import { logLevels } from '../log.ts';
import type { EnvironmentSettings } from './settings.ts';
import { hoursOfDay, orOff, timeOfDay, timezoneName } from './times-of-day.ts';
import {
  baseAddress,
  complaint,
  durationMs,
  listOfTexts,
  oneOf,
  splitList,
  text,
  userId,
  wholeNumberText,
  yesOrNoText,
} from './values.ts';
import { secretVariables, type VariableName } from './variables.ts';

export type Env = Readonly<Record<string, string | undefined>>;

type Reader = { env: Env; faults: string[] };

const botToken = z
  .string()
  .regex(/^\d+:[\w-]+$/)
  .describe('a token of the shape 123456789:AbC… as @BotFather gives it');

const ownerIds = listOfTexts
  .pipe(z.array(z.string().regex(/^\d+$/).transform(Number).pipe(userId)).min(1))
  .describe('numbers of Telegram users, separated by commas');

const rotatingSecret = listOfTexts
  .pipe(z.array(z.string()).min(1).max(2))
  .describe('one secret, or two separated by a comma');

const folderPaths = z
  .string()
  .transform((list) => splitList(list, ':'))
  .pipe(
    z
      .array(
        z
          .string()
          .startsWith('/')
          .transform((path) => resolve(path)),
      )
      .min(1),
  )
  .describe('absolute paths of folders, separated by colons');

/** Telegram delivers to these ports only. */
const telegramWebhookUrl = z
  .url({ protocol: /^https$/ })
  .regex(/^https:\/\/[^/?#@:]+(?::(?:443|80|88|8443))?(?:[/?]|$)/)
  .describe('an address that starts with https://, on port 443, 80, 88 or 8443');

const telegramWebhookSecret = z
  .string()
  .regex(/^[\w-]{1,256}$/)
  .describe('1 to 256 letters, digits, underscores and dashes');

const day = 86_400;

/** Values of the wrong shape are faults; what must be set is checked where the need is known. */
export function readEnvironment(env: Env): {
  settings: EnvironmentSettings;
  projectsFile: string;
  faults: string[];
} {
  const reader: Reader = { env, faults: [] };
  const settings: EnvironmentSettings = {
    telegram: {
      token: read(reader, 'TELEGRAM_BOT_TOKEN', botToken, ''),
      apiRoot: read(reader, 'TELEGRAM_API_ROOT', baseAddress, 'https://api.telegram.org'),
      owners: [...new Set(read(reader, 'TELEGRAM_OWNERS', ownerIds, []))],
      webhook: readWebhook(reader),
    },
    ...readManner(reader),
    dbPath: resolve(read(reader, 'DB_PATH', text, 'data/signalbox.db')),
    workspaceDir: resolve(read(reader, 'WORKSPACE_DIR', text, 'data/workspace')),
    runsDir: resolve(read(reader, 'RUNS_DIR', text, 'data/runs')),
    http: {
      host: read(reader, 'HTTP_HOST', text, '127.0.0.1'),
      port: read(reader, 'HTTP_PORT', wholeNumberText(0, 65_535), 8080),
      token: read(reader, 'HTTP_TOKEN', rotatingSecret, []),
    },
    ...readServices(reader),
    maxConcurrency: read(reader, 'MAX_CONCURRENCY', wholeNumberText(1, 100), 2),
    maxPerProject: read(reader, 'MAX_PER_PROJECT', wholeNumberText(1, 100), null),
    agentSandbox: {
      kind: read(reader, 'AGENT_SANDBOX', oneOf(['none', 'bwrap']), 'none'),
      readPaths: read(reader, 'AGENT_SANDBOX_PATHS', folderPaths, []),
    },
    ...readGates(reader),
    ...readClock(reader),
    eventsKeepDays: read(reader, 'EVENTS_KEEP_DAYS', wholeNumberText(1, 3650), 30),
    logLevel: read(reader, 'LOG_LEVEL', oneOf(logLevels), 'info'),
  };
  return {
    settings,
    projectsFile: read(reader, 'PROJECTS_FILE', text, 'projects.yaml'),
    faults: reader.faults,
  };
}

/** An empty text counts as unset. */
export function valueOf(env: Env, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

/** The values that no message may hold. */
export function listSecrets(env: Env): string[] {
  return secretVariables.flatMap((name) => {
    const value = valueOf(env, name);
    return value === undefined ? [] : [value, ...splitList(value)];
  });
}

function readWebhook(reader: Reader): EnvironmentSettings['telegram']['webhook'] {
  const url = read(reader, 'TELEGRAM_WEBHOOK_URL', telegramWebhookUrl, null);
  const secret = read(reader, 'TELEGRAM_WEBHOOK_SECRET', telegramWebhookSecret, null);
  const isSet = (name: VariableName) => valueOf(reader.env, name) !== undefined;
  if (isSet('TELEGRAM_WEBHOOK_URL') === isSet('TELEGRAM_WEBHOOK_SECRET'))
    return url === null || secret === null ? null : { url, secret };
  const [unset, other] = isSet('TELEGRAM_WEBHOOK_URL')
    ? ['TELEGRAM_WEBHOOK_SECRET', 'TELEGRAM_WEBHOOK_URL']
    : ['TELEGRAM_WEBHOOK_URL', 'TELEGRAM_WEBHOOK_SECRET'];
  reader.faults.push(`${unset}: not set; expected beside ${other}, since webhook mode needs both`);
  return null;
}

function readManner(reader: Reader): Pick<EnvironmentSettings, 'chatDefaults' | 'remindAfterMs'> {
  const digestAtMinute = read(reader, 'DIGEST_AT', orOff(timeOfDay), 9 * 60);
  const quietHours = read(reader, 'QUIET_HOURS', orOff(hoursOfDay), null);
  const remindAfterMs = read(reader, 'REMIND_AFTER', orOff(durationMs), 4 * 3_600_000);
  return {
    chatDefaults: {
      language: read(reader, 'CHAT_LANGUAGE', oneOf(languages), 'en'),
      timezone: read(
        reader,
        'CHAT_TIMEZONE',
        timezoneName,
        new Intl.DateTimeFormat().resolvedOptions().timeZone,
      ),
      digestAtMinute,
      quietHours,
    },
    remindAfterMs,
  };
}

/** What Signalbox talks to, beside Telegram. */
function readServices(reader: Reader): Pick<EnvironmentSettings, 'plane' | 'gitea' | 'github' | 'health'> {
  return {
    plane: {
      url: read(reader, 'PLANE_URL', baseAddress, null),
      apiKey: read(reader, 'PLANE_API_KEY', text, null),
      webhookSecrets: read(reader, 'PLANE_WEBHOOK_SECRET', rotatingSecret, []),
      requestsPerMinute: read(reader, 'PLANE_REQUESTS_PER_MINUTE', wholeNumberText(1, 10_000), 60),
    },
    gitea: {
      url: read(reader, 'GITEA_URL', baseAddress, null),
      token: read(reader, 'GITEA_TOKEN', text, null),
      webhookSecrets: read(reader, 'GITEA_WEBHOOK_SECRET', rotatingSecret, []),
    },
    github: {
      apiUrl: read(reader, 'GITHUB_API_URL', baseAddress, 'https://api.github.com'),
      token: read(reader, 'GITHUB_TOKEN', text, null),
      webhookSecrets: read(reader, 'GITHUB_WEBHOOK_SECRET', rotatingSecret, []),
    },
    health: { webhookSecrets: read(reader, 'HEALTH_WEBHOOK_SECRET', rotatingSecret, []) },
  };
}

function readGates(reader: Reader): Pick<EnvironmentSettings, 'taskDepsEnabled' | 'serialGate'> {
  const repos = read(reader, 'SERIAL_GATE_REPOS', listOfTexts, []);
  return {
    taskDepsEnabled: read(reader, 'TASK_DEPS_ENABLED', yesOrNoText, true),
    serialGate: {
      enabled: read(reader, 'SERIAL_GATE_ENABLED', yesOrNoText, true),
      repos: repos.length === 0 ? 'all' : repos,
    },
  };
}

function readClock(reader: Reader) {
  const baseSeconds = read(reader, 'BACKOFF_BASE_SECONDS', wholeNumberText(1, day), 10);
  const maxSeconds = read(reader, 'BACKOFF_MAX_SECONDS', wholeNumberText(1, day), Math.max(600, baseSeconds));
  if (maxSeconds < baseSeconds) {
    reader.faults.push(
      `BACKOFF_MAX_SECONDS: expected at least BACKOFF_BASE_SECONDS, which is ${baseSeconds}, got ${maxSeconds}`,
    );
  }
  return {
    backoff: { baseSeconds, maxSeconds },
    reaperSeconds: read(reader, 'REAPER_SECONDS', wholeNumberText(1, day), 30),
    reaperGraceSeconds: read(reader, 'REAPER_FINALIZE_GRACE_S', wholeNumberText(0, day), 120),
    reconcileSeconds: read(reader, 'RECONCILE_SECONDS', wholeNumberText(1, day), 60),
  };
}

function read<T, F>(reader: Reader, name: VariableName, schema: z.ZodType<T>, fallback: F): T | F {
  const value = valueOf(reader.env, name);
  if (value === undefined) return fallback;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  reader.faults.push(`${name}: ${complaint(schema, value, secretVariables.includes(name))}`);
  return fallback;
}
