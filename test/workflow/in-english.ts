import { toEnglish } from '../../src/locale/to-english.ts';
import { describeQueue as queueOf } from '../../src/workflow/describe-queue.ts';
import { describeTask as viewOf } from '../../src/workflow/describe-task.ts';
import { whyOverBudget as whyOver } from '../../src/workflow/money.ts';
import { raiseBudget as raise } from '../../src/workflow/raise-budget.ts';
import { restartTask as restart } from '../../src/workflow/restart-task.ts';
import { steerTask as steer } from '../../src/workflow/steer-task.ts';

/** The use cases as they are, with every phrase in what they answer worded. */
export const describeTask = (...args: Parameters<typeof viewOf>) => toEnglish(viewOf(...args));
export const describeQueue = (...args: Parameters<typeof queueOf>) => toEnglish(queueOf(...args));
export const whyOverBudget = (...args: Parameters<typeof whyOver>) => toEnglish(whyOver(...args));
export const raiseBudget = (...args: Parameters<typeof raise>) => toEnglish(raise(...args));
export const restartTask = (...args: Parameters<typeof restart>) => toEnglish(restart(...args));
export const steerTask = (...args: Parameters<typeof steer>) => toEnglish(steer(...args));
