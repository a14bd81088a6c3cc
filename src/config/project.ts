import { z } from 'zod';
import type { ChatPlace } from '../domain/chat.ts';
import type { ApprovalRule, Price } from '../domain/project.ts';
import type { Accounts } from './accounts.ts';
import { readBudget } from './costs.ts';
import { readDeploy } from './deploy.ts';
import { readForge } from './forge.ts';
import { readVariables } from './handed-variables.ts';
import { readRepository } from './repository.ts';
import { readRoles } from './roles.ts';
import { itemsOf, openSection, optional, required, type Section, type Spot, subsection } from './section.ts';
import type { Project } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { readTracker } from './tracker.ts';
import { shortName, textOrList, wholeNumber } from './values.ts';

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
  'notify',
  'approval',
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

const chatTopic = z
  .union([z.int().min(1), z.literal('project'), z.literal('task')])
  .describe('the number of a topic, or project or task for topics that the bot makes');

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
    notify: readNotified(section),
    approval: readApproval(section),
    ...deploy,
    budget,
    env: readVariables(section, surroundings),
    reworkLimit: optional(section, 'reworkLimit', wholeNumber(0), 3),
  };
  if (name === undefined || prefix === undefined || repo === undefined) return undefined;
  if (tracker === undefined || forge === undefined || roles === undefined) return undefined;
  return { name, prefix, repo, tracker, forge, roles, ...rest };
}

function readChat(project: Section): ChatPlace | null {
  const section = subsection(project, 'chat', ['id', 'topic']);
  if (section === undefined) return null;
  const id = required(section, 'id', chatId);
  const topic = optional(section, 'topic', chatTopic, undefined);
  if (id === undefined) return null;
  return topic === undefined ? { id } : { id, topic };
}

function readNotified(project: Section): Project['notify'] {
  return itemsOf(project, 'notify').flatMap((spot) => {
    const section = openSection(spot, ['id', 'topic']);
    if (section === undefined) return [];
    const id = required(section, 'id', chatId);
    const topic = optional(section, 'topic', wholeNumber(1), undefined);
    if (id === undefined) return [];
    return [topic === undefined ? { id } : { id, topic }];
  });
}

/** All those named have to approve, unless fewer are enough. */
function readApproval(project: Section): ApprovalRule | null {
  const section = subsection(project, 'approval', ['by', 'needs']);
  if (section === undefined) return null;
  const by = required(section, 'by', textOrList);
  if (by === undefined) return null;
  return { by, needs: optional(section, 'needs', wholeNumber(1, by.length), by.length) };
}
