import { decide as decideFor } from '../../src/domain/decide/decide.ts';
import { explain as explainFor, findHold as findHoldFor } from '../../src/domain/explain.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { Signal } from '../../src/domain/signal.ts';
import type { Standing } from '../../src/domain/standing.ts';
import { toEnglish } from '../../src/locale/to-english.ts';

/** As the domain answers, with every phrase worded. */
export const decide = (facts: Facts, signal: Signal) => toEnglish(decideFor(facts, signal));
export const explain = (standing: Standing) => toEnglish(explainFor(standing));
export const findHold = (standing: Standing) => toEnglish(findHoldFor(standing));
