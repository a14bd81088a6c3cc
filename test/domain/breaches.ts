import * as fc from 'fast-check';
import { decide } from '../../src/domain/decide/decide.ts';
import type { Change, ChangeKind, ChangeOf, Decision } from '../../src/domain/decision.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { Signal, SignalType } from '../../src/domain/signal.ts';
import { type Position, stages } from '../../src/domain/stage.ts';
import { aSignal, someFacts } from './random-facts.ts';

type Act = Extract<Decision, { kind: 'act' }>;

function changesOf(decision: Decision): readonly Change[] {
  return decision.kind === 'act' ? decision.changes : [];
}

export function pick<K extends ChangeKind>(decision: Decision, kind: K): ChangeOf<K>[] {
  return changesOf(decision).filter((change): change is ChangeOf<K> => change.do === kind);
}

export function has(decision: Decision, kind: ChangeKind): boolean {
  return changesOf(decision).some((change) => change.do === kind);
}

/** The positions a decision leads from and to. The file's `created` at work is analysis taken over. */
export function moveOf(facts: Facts, decision: Decision): { from: Position; to: Position } {
  const from: Position =
    facts.stage === 'created' && facts.step === 'work' ? { stage: 'analysis', step: 'work' } : facts;
  return { from, to: (decision.kind === 'act' ? decision.to : null) ?? from };
}

export function ranked({ stage }: Position): number {
  return stages.indexOf(stage);
}

type Rule = (facts: Facts, signal: Signal, decision: Decision) => boolean;

/** The first decision found for which the rule does not hold, told with its facts; undefined when it always holds. */
export function findBreach(rule: Rule, { facts = someFacts, signal = aSignal, numRuns = 10_000 } = {}) {
  const property = fc.property(facts, signal, (given, heard) => rule(given, heard, decide(given, heard)));
  const { failed, counterexample } = fc.check(property, { numRuns });
  if (!failed || counterexample === null) return undefined;
  return fc.stringify({ counterexample, decision: decide(...counterexample) });
}

export function findBreachingAct(
  rule: (facts: Facts, signal: Signal, decision: Act) => boolean,
): string | undefined {
  return findBreach((facts, signal, decision) => decision.kind === 'stay' || rule(facts, signal, decision));
}

/** What ends a run of CI, at its step. */
export const endsOfCi: ReadonlySet<SignalType> = new Set([
  'ciPassed',
  'ciFailed',
  'ciStopped',
  'effectRefused',
]);
