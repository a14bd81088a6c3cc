import { z } from 'zod';
import type { Price } from '../domain/project.ts';
import type { Accounts } from './accounts.ts';
import { readBudget } from './costs.ts';
import { readDeploy } from './deploy.ts';
import { readForge } from './forge.ts';
import { readVariables } from './handed-variables.ts';
import { readRepository } from './repository.ts';
import { readRoles } from './roles.ts';
import { openSection, optional, required, type Section, type Spot, subsection } from './section.ts';
import type { Chat, Project } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { readTracker } from './tracker.ts';
import { shortName, wholeNumber } from './values.ts';

/** What the file says for all projects. */
export type ForAll = {
  accounts: Accounts;
  prices: Readonly<Record<string, Price>>;
  dayBudgetUsd: number | null;
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

const prefixText = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*$/)
  .describe('upper-case letters and digits, such as SHOP');

const chatId = z
  .int()
  .refine((id) => id !== 0)
  .describe('the number of a Telegram chat');

/** Undefined when something that has no default is missing or faulty. */
export function readProject(spot: Spot, surroundings: Surroundings, forAll: ForAll): Project | undefined {
  const section = openSection(spot, projectKeys);
  if (section === undefined) return undefined;
  const name = required(section, 'name', shortName);
  const prefix = required(section, 'prefix', prefixText);
  const repo = readRepository(section, surroundings.folder);
  const tracker = readTracker(section);
  const forge = readForge(section);
  const { commands, ...deploy } = readDeploy(section);
  const budget = readBudget(section);
  const hasBudget = [budget.task, budget.day, forAll.dayBudgetUsd].some((limit) => limit !== null);
  const { folder } = surroundings;
  const roles = readRoles(section, commands, { ...forAll, folder, hasBudget });
  const rest = {
    chat: readChat(section),
    ...deploy,
    budget,
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
