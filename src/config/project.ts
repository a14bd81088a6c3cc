import { z } from 'zod';
import { readDeploy } from './deploy.ts';
import { type Env, valueOf } from './environment.ts';
import { readForge } from './forge.ts';
import { readRepository } from './repository.ts';
import { readRoles } from './roles.ts';
import { itemsOf, openSection, optional, required, type Section, type Spot, subsection } from './section.ts';
import type { Chat, Project } from './settings.ts';
import { readTracker } from './tracker.ts';
import { complaint, dollars, wholeNumber } from './values.ts';
import { variableNames } from './variables.ts';
import { report } from './yaml-file.ts';

export type Surroundings = {
  env: Env;
  /** Where relative paths of the file count from. */
  folder: string;
  /** Only a service runs commands, so only a service needs their variables. */
  needsVariables: boolean;
};

const projectKeys = [
  'name',
  'prefix',
  'repo',
  'branch',
  'repoKey',
  'chat',
  'tracker',
  'forge',
  'roles',
  'staging',
  'deploy',
  'budget',
  'env',
  'reworkLimit',
];

export const projectName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/i)
  .describe('letters, digits, dashes and underscores');

const prefixText = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*$/)
  .describe('upper-case letters and digits, such as SHOP');

const chatId = z
  .int()
  .refine((id) => id !== 0)
  .describe('the number of a Telegram chat');

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
  .describe('the name of a variable');

/** Undefined when something that has no default is missing or faulty. */
export function readProject(spot: Spot, surroundings: Surroundings): Project | undefined {
  const section = openSection(spot, projectKeys);
  if (section === undefined) return undefined;
  const name = required(section, 'name', projectName);
  const prefix = required(section, 'prefix', prefixText);
  const repo = readRepository(section, surroundings.folder);
  const tracker = readTracker(section);
  const forge = readForge(section);
  const { commands, ...deploy } = readDeploy(section);
  const roles = readRoles(section, surroundings.folder, commands);
  const rest = {
    chat: readChat(section),
    ...deploy,
    budget: readBudget(section),
    env: readVariables(section, surroundings),
    reworkLimit: optional(section, 'reworkLimit', wholeNumber(0), 3),
  };
  if (name === undefined || prefix === undefined || repo === undefined) return undefined;
  if (tracker === undefined || forge === undefined || roles === undefined) return undefined;
  return { name, prefix, repo, tracker, forge, roles, ...rest };
}

function readChat(project: Section): Chat | null {
  const section = subsection(project, 'chat', ['id', 'topic']);
  if (section === undefined) return null;
  const id = required(section, 'id', chatId);
  const topic = optional(section, 'topic', wholeNumber(1), undefined);
  if (id === undefined) return null;
  return topic === undefined ? { id } : { id, topic };
}

function readBudget(project: Section): Project['budget'] {
  const section = subsection(project, 'budget', ['task', 'day']);
  if (section === undefined) return { task: null, day: null };
  return { task: optional(section, 'task', dollars, null), day: optional(section, 'day', dollars, null) };
}

function readVariables(project: Section, { env, needsVariables }: Surroundings): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { file, path, value } of itemsOf(project, 'env')) {
    const name = variableName.safeParse(value).data;
    if (name === undefined) {
      report(file, path, complaint(variableName, value));
      continue;
    }
    if (variableNames.includes(name) || name.startsWith('SIGNALBOX_')) {
      report(file, path, `${name} belongs to Signalbox itself and is not handed to commands`);
      continue;
    }
    const set = valueOf(env, name);
    if (set !== undefined) found[name] = env[name] ?? set;
    else if (needsVariables) report(file, path, `${name} is not set in the environment`);
  }
  return found;
}
