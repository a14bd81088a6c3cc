import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Account, type CliRunner, cliRunners } from '../domain/project.ts';
import { findProgram, isProgram } from '../find-program.ts';
import { readVariables } from './handed-variables.ts';
import { openSection, optional, reportAt, required, type Section, type Spot } from './section.ts';
import type { Surroundings } from './surroundings.ts';
import { oneOf, shortName, text } from './values.ts';

const accountKeys = ['name', 'runner', 'env', 'program', 'home'];
const folderPath = text.describe('the path of a folder');

export type Accounts = {
  known: Account[];
  /** False when one is left out for its faults: what is not known is then no fault of its own. */
  areAllKnown: boolean;
  /** The runners that were reported to have no account. */
  missed: Set<CliRunner>;
  /** The values of their variables, also of those that are left out. */
  secrets: string[];
};

export function readAccounts(spots: readonly Spot[], surroundings: Surroundings): Accounts {
  const read = spots.map((spot) => readAccount(spot, surroundings));
  const known = read.flatMap(({ account }, index) => {
    const spot = spots[index];
    return account === undefined || spot === undefined ? [] : [{ account, spot }];
  });
  checkNames(known);
  return {
    known: known.map(({ account }) => account),
    areAllKnown: known.length === spots.length,
    missed: new Set(),
    secrets: read.flatMap(({ env }) => Object.values(env)),
  };
}

function readAccount(
  spot: Spot,
  surroundings: Surroundings,
): { account?: Account; env: Record<string, string> } {
  const section = openSection(spot, accountKeys);
  if (section === undefined) return { env: {} };
  const name = required(section, 'name', shortName);
  const runner = required(section, 'runner', oneOf(cliRunners));
  const env = readVariables(section, surroundings);
  const homeTemplate = readHome(section, surroundings.folder);
  if (name === undefined || runner === undefined) return { env };
  const program = readProgram(section, { name, runner }, surroundings);
  return { account: { name, runner, program, env, homeTemplate }, env };
}

/** Without its program an account is known all the same: only the start needs it, and that is refused. */
function readProgram(
  section: Section,
  { name, runner }: { name: string; runner: CliRunner },
  { env, folder, needsVariables }: Surroundings,
): string {
  const given = optional(section, 'program', text, runner);
  if (given.includes('/')) {
    const path = resolve(folder, given);
    if (needsVariables && !isProgram(path)) {
      const clause = `account ${name} needs a program that can be run, found none at ${path}`;
      reportAt(section, 'program', `${clause}; install it there, or correct the path`);
    }
    return path;
  }
  const found = findProgram(given, env['PATH'] ?? '');
  if (found === undefined && needsVariables) {
    const clause = `account ${name} needs the program ${given}, found none of that name in PATH`;
    reportAt(section, 'program', `${clause}; install it, or give its path as program`);
  }
  return found ?? given;
}

function readHome(section: Section, folder: string): string | null {
  const given = optional(section, 'home', folderPath, null);
  if (given === null) return null;
  const path = resolve(folder, given);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  reportAt(section, 'home', `expected the path of a folder, found none at ${path}`);
  return null;
}

/** Folders are called by it, so its case does not tell two apart. */
function checkNames(known: readonly { account: Account; spot: Spot }[]): void {
  const taken = new Set<string>();
  for (const { account, spot } of known) {
    const key = account.name.toLowerCase();
    if (taken.has(key)) {
      const clause = `expected a name of its own, but "${account.name}" names an account above`;
      reportAt({ ...spot, values: {} }, 'name', clause);
    }
    taken.add(key);
  }
}
