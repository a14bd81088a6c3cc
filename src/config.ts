import { ConfigError, redact } from './config/config-error.ts';
import { type Env, listSecrets, readEnvironment, valueOf } from './config/environment.ts';
import { withOwners } from './config/people.ts';
import { type ProjectsFile, readProjectsFile } from './config/projects-file.ts';
import type { Config, EnvironmentSettings, Project } from './config/settings.ts';

export { ConfigError } from './config/config-error.ts';
export type { Config } from './config/settings.ts';

/**
 * Reads the environment and the projects file, or throws a ConfigError with everything that is wrong. With `needs:
 * 'file'`, for verbs that only read the database, nothing has to be set; what is set must still make sense.
 */
export function loadConfig(
  env: Env,
  { needs }: { needs: 'service' | 'file' } = { needs: 'service' },
): Config {
  const isService = needs === 'service';
  const { settings, projectsFile, faults } = readEnvironment(env);
  const { owners: named } = settings.telegram;
  const reading = { env, owners: named, needsVariables: isService, mustExist: isService };
  const file = readProjectsFile(projectsFile, reading);
  const people = withOwners(file.people, named);
  const owners = people.flatMap(({ role, telegram }) =>
    role === 'owner' && telegram !== null ? telegram : [],
  );

  const all = [...faults, ...(isService ? listUnmet(env, file) : []), ...file.faults];
  if (all.length > 0) {
    const secrets = [...listSecrets(env), ...file.secrets];
    throw new ConfigError(all.map((fault) => redact(fault, secrets)));
  }
  return deepFreeze({
    ...settings,
    telegram: { ...settings.telegram, owners: orderOwners(settings, owners) },
    projects: file.projects.map((project) => withChat(project, orderOwners(settings, owners)[0])),
    people,
    accounts: file.accounts,
    prices: file.prices,
    dayBudgetUsd: file.dayBudgetUsd,
  });
}

function listUnmet(env: Env, file: ProjectsFile): string[] {
  const isUnset = (name: string) => valueOf(env, name) === undefined;
  const unmet: string[] = [];
  if (isUnset('TELEGRAM_BOT_TOKEN')) {
    unmet.push(
      'TELEGRAM_BOT_TOKEN: not set; expected the token that @BotFather gives, such as 123456789:AbC…',
    );
  }
  return [...unmet, ...listUnmetServices(file, isUnset)];
}

function listUnmetServices({ uses }: ProjectsFile, isUnset: (name: string) => boolean): string[] {
  const needs = [
    {
      name: 'PLANE_WEBHOOK_SECRET',
      needed: uses.plane && isUnset('PLANE_API_KEY'),
      what: 'the secret of the webhook in Plane, which a project uses, or PLANE_API_KEY to look there without one',
    },
    {
      name: 'PLANE_URL',
      needed: !isUnset('PLANE_API_KEY'),
      what: 'the address that PLANE_API_KEY belongs to',
    },
    {
      name: 'PLANE_API_KEY',
      needed: !isUnset('PLANE_URL'),
      what: 'the key of a user of its own at PLANE_URL',
    },
    { name: 'GITEA_URL', needed: uses.gitea, what: 'the address of Gitea or Forgejo, which a project uses' },
    { name: 'GITEA_TOKEN', needed: uses.gitea, what: 'the token of a user of its own there' },
    {
      name: 'GITHUB_TOKEN',
      needed: uses.github,
      what: 'the token of a user at GitHub, which a project uses',
    },
  ];
  return needs
    .filter(({ name, needed }) => needed && isUnset(name))
    .map(({ name, what }) => `${name}: not set; expected ${what}`);
}

/** Those of the environment first, since the first owner's chat is the default one. */
function orderOwners(settings: EnvironmentSettings, owners: readonly number[]): number[] {
  return [...new Set([...settings.telegram.owners, ...owners])];
}

function withChat(project: Project, firstOwner: number | undefined): Project {
  if (project.chat !== null || firstOwner === undefined) return project;
  return { ...project, chat: { id: firstOwner } };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
