import { z } from 'zod';
import { valueOf } from './environment.ts';
import { itemsOf, reportAt, type Section } from './section.ts';
import type { Surroundings } from './surroundings.ts';
import { complaint } from './values.ts';
import { variableNames } from './variables.ts';
import { report } from './yaml-file.ts';

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
  .describe('the name of a variable');
const setVariable = variableName.describe('the name of a variable that is set');
const listOfNames = z.array(variableName).describe('a list of names of variables');

/** Signalbox sets them for each run: ours would lead it out of its HOME and its temporary folder. */
const ofEachRun: ReadonlySet<string> = new Set([
  'HOME',
  'PATH',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'CLAUDE_CONFIG_DIR',
  'CODEX_HOME',
]);

/** The variables that `env` of the section names, with their values: what is handed to its programs. */
export function readVariables(
  section: Section,
  { env, needsVariables }: Surroundings,
): Record<string, string> {
  const given = section.values['env'];
  if (isLikeKey(given)) {
    reportAt(section, 'env', complaint(listOfNames, given, true));
    return {};
  }
  const found: Record<string, string> = {};
  for (const { file, path, value } of itemsOf(section, 'env')) {
    const name = variableName.safeParse(value).data;
    if (name === undefined) {
      report(file, path, complaint(variableName, value, isLikeKey(value)));
      continue;
    }
    if (ofEachRun.has(name)) {
      report(file, path, `${name} is each run's own and is not handed on`);
      continue;
    }
    if (variableNames.includes(name) || name.startsWith('SIGNALBOX_')) {
      report(file, path, `${name} belongs to Signalbox itself and is not handed on`);
      continue;
    }
    const set = valueOf(env, name);
    if (set !== undefined) found[name] = env[name] ?? set;
    else if (needsVariables) report(file, path, toUnset(name));
  }
  return found;
}

function toUnset(name: string): string {
  return isLikeKey(name) ? complaint(setVariable, name, true) : `${name} is not set in the environment`;
}

/** Where a name belongs people put the key itself, which must not be printed. */
function isLikeKey(given: unknown): boolean {
  return typeof given === 'string' && given.length >= 8 && !/^(?:[A-Z_][A-Z0-9_]*|[a-z_]+)$/.test(given);
}
