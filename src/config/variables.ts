/** Every variable of the contract with the environment; `.env.example` explains each. */
const settings = [
  'TELEGRAM_API_ROOT',
  'TELEGRAM_OWNERS',
  'TELEGRAM_WEBHOOK_URL',
  'CHAT_LANGUAGE',
  'CHAT_TIMEZONE',
  'DIGEST_AT',
  'QUIET_HOURS',
  'REMIND_AFTER',
  'DB_PATH',
  'PROJECTS_FILE',
  'WORKSPACE_DIR',
  'RUNS_DIR',
  'HTTP_HOST',
  'HTTP_PORT',
  'PLANE_URL',
  'PLANE_REQUESTS_PER_MINUTE',
  'GITEA_URL',
  'GITHUB_API_URL',
  'MAX_CONCURRENCY',
  'MAX_PER_PROJECT',
  'AGENT_SANDBOX',
  'AGENT_SANDBOX_PATHS',
  'TASK_DEPS_ENABLED',
  'SERIAL_GATE_ENABLED',
  'SERIAL_GATE_REPOS',
  'BACKOFF_BASE_SECONDS',
  'BACKOFF_MAX_SECONDS',
  'RECONCILE_SECONDS',
  'REAPER_SECONDS',
  'REAPER_FINALIZE_GRACE_S',
  'EVENTS_KEEP_DAYS',
  'LOG_LEVEL',
] as const;

const secrets = [
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_WEBHOOK_SECRET',
  'HTTP_TOKEN',
  'PLANE_API_KEY',
  'PLANE_WEBHOOK_SECRET',
  'GITEA_TOKEN',
  'GITEA_WEBHOOK_SECRET',
  'GITHUB_TOKEN',
  'GITHUB_WEBHOOK_SECRET',
  'HEALTH_WEBHOOK_SECRET',
] as const;

/** A variable that has an effect. */
export type VariableName = (typeof settings)[number] | (typeof secrets)[number];

export const secretVariables: readonly string[] = secrets;

export const variableNames: readonly string[] = [...settings, ...secrets];
