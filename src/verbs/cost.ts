import type { Verb } from '../verbs.ts';
import { type CostQuestion, costPeriods, describeCosts } from '../workflow/describe-costs.ts';
import type { ReadContext } from '../workflow/describe-task.ts';
import { findTask } from '../workflow/steer-task.ts';
import { printCosts } from './print.ts';
import { withFile } from './read.ts';
import { UsageError } from './usage-error.ts';

/** What was spent: in all, in a period, or on a task. Reads a copy, as the other reading verbs do. */
export const cost: Verb = async (input) => {
  const asked = input.args.filter((arg) => !arg.startsWith('-'));
  if (asked.length > 1) throw new UsageError(`expected one of ${costPeriods.join(', ')}, or one task id`);
  const args = input.args.filter((arg) => arg.startsWith('-'));
  return withFile({ ...input, args }, 0, (context) => {
    const view = describeCosts(context, toQuestion(context, asked[0]));
    return { view, text: () => printCosts(view) };
  });
};

function toQuestion(context: ReadContext, asked: string | undefined): CostQuestion {
  if (asked === undefined) return {};
  const period = costPeriods.find((known) => known === asked);
  if (period !== undefined) return { period };
  const task = findTask(context, asked);
  if (task === undefined) throw new UsageError(`there is no task ${asked} in this file`);
  return { taskId: task.id };
}
