import type { CliRunner, Price, RoleSettings } from '../domain/project.ts';
import type { Accounts } from './accounts.ts';
import { didYouMean } from './did-you-mean.ts';
import { has, optional, reportAt, type Section } from './section.ts';
import { listText, text } from './values.ts';
import { report } from './yaml-file.ts';

export type CliSurroundings = {
  accounts: Accounts;
  prices: Readonly<Record<string, Price>>;
  /** Whether anything limits what the project may cost. */
  hasBudget: boolean;
};

type Common = Pick<RoleSettings, 'model' | 'effort' | 'limitMs' | 'silenceMs' | 'promptFile'>;

const tellNoCosts: readonly CliRunner[] = ['codex', 'gemini'];

/** The variable that usually holds the key, for an example. */
const keyVariables = {
  claude: 'ANTHROPIC_API_KEY',
  codex: 'CODEX_API_KEY',
  gemini: 'GEMINI_API_KEY',
  opencode: 'ANTHROPIC_API_KEY',
} satisfies Record<CliRunner, string>;

/** The report of a CLI that brings a model is its own answer, and its sessions are kept in the HOME of its account. */
export function readCliRole(
  section: Section,
  { runner, ...common }: Common & { runner: CliRunner },
  { accounts, prices, hasBudget }: CliSurroundings,
): RoleSettings {
  const account = readAccountName(section, runner, accounts);
  const fallbackModel = runner === 'claude' ? readFallback(section, common.model) : null;
  const isPriced = common.model !== null && Object.hasOwn(prices, common.model);
  if (hasBudget && tellNoCosts.includes(runner) && !isPriced) {
    const clause = `runner ${runner} tells no costs, so the budget could not be kept`;
    report(section.file, section.path, `${clause}; expected a model with its price under prices`);
  }
  return { runner, account, ...common, fallbackModel, report: true, home: 'own' };
}

function readFallback(section: Section, model: string | null): string | null {
  const fallback = optional(section, 'fallbackModel', text, null);
  if (fallback !== null && fallback === model) {
    reportAt(section, 'fallbackModel', `expected another model than ${model}, which it stands in for`);
  }
  return fallback;
}

/** Empty where there is none, which is reported. */
function readAccountName(section: Section, runner: CliRunner, accounts: Accounts): string {
  const fitting = accounts.known.filter((account) => account.runner === runner).map(({ name }) => name);
  const given = optional(section, 'account', text, undefined);
  if (given === undefined) {
    if (fitting.length === 0 && !has(section, 'account')) reportNone(section, runner, accounts);
    return fitting[0] ?? '';
  }
  if (!fitting.includes(given)) reportUnfit(section, { given, runner, fitting }, accounts);
  return given;
}

/** Once for each runner, however many roles use it. */
function reportNone(section: Section, runner: CliRunner, { areAllKnown, missed }: Accounts): void {
  if (!areAllKnown || missed.has(runner)) return;
  missed.add(runner);
  const example = `{ name: ${runner}, runner: ${runner}, env: [${keyVariables[runner]}] }`;
  reportAt(
    section,
    'runner',
    `no account has runner ${runner}; expected one under accounts, say, ${example}`,
  );
}

function reportUnfit(
  section: Section,
  { given, runner, fitting }: { given: string; runner: CliRunner; fitting: readonly string[] },
  { known, areAllKnown }: Accounts,
): void {
  const other = known.find(({ name }) => name === given);
  if (other === undefined && !areAllKnown) return;
  const what =
    other === undefined
      ? `no account has the name "${given}"${didYouMean(given, fitting)}`
      : `account ${given} has runner ${other.runner}, not ${runner}`;
  const expected = fitting.length === 0 ? `an account with runner ${runner}` : listText(fitting);
  reportAt(section, 'account', `${what}; expected ${expected}`);
}
