import type { Facts } from '../../src/domain/facts.ts';
import type { Signal } from '../../src/domain/signal.ts';
import type { Position } from '../../src/domain/stage.ts';

/** One row of the state table, were it to change anything: a signal, and what is special about the facts. */
export type StateCase = {
  name: string;
  signal: (at: Position) => Signal;
  facts?: (at: Position) => Partial<Facts>;
  /** Where it makes sense; everywhere when absent. */
  only?: (at: Position) => boolean;
};
