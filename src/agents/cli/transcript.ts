import { type Usage, unknownUsage } from '../../domain/report.ts';

/** What a CLI has told of a run so far, in one shape for all of them. Plain data: read again from the file it is the same. */
export type Transcript = {
  sessionId: string | null;
  /** The folder it works in, as it told. */
  cwd: string | null;
  model: string | null;
  /** Answers of the model so far. */
  turns: number;
  /** What it does now, in a few words: a tool and what it is used on. */
  step: string | null;
  /** The words of its latest answer so far, of the CLIs that do not repeat them when they end. */
  said: string | null;
  /** Of this run alone, what it says now included. The cost is there only where the CLI tells it while it runs. */
  usage: Usage;
  /** The answer being told, which may come in several lines: its usage is in `usage` once. */
  answer: { id: string; usage: Usage } | null;
  /** US dollars as told at the end; of some CLIs all runs of the session together. */
  toldCostUsd: number | null;
  /** A structured answer told before the end, which may leave it out; not yet checked, null: none. */
  handedIn: unknown;
  /** Its own last word; the last one counts when there are several. Null: it came to none. */
  end: TranscriptEnd | null;
  /** The last error it told of, got over or not. */
  fault: TranscriptFault | null;
  /** A limit of the account that is used up until then. */
  limit: { what: string; until: Date } | null;
  /** What it wanted to do and was not allowed to, each in a few words. */
  denials: readonly string[];
  /** Lines that could not be read: output cut off in the middle shows as one. */
  garbled: number;
};

export type TranscriptEnd = {
  isError: boolean;
  /** In the CLI's own word, such as `max_turns`. */
  reason: string | null;
  /** The final answer, or the error in words. */
  text: string;
  /** The structured answer, not yet checked; undefined: there is none. */
  report: unknown;
};

export type TranscriptFault = {
  /** Of HTTP; null when there was no answer, or the CLI does not tell. */
  status: number | null;
  /** In the CLI's own word, such as `overloaded`. */
  kind: string | null;
  text: string;
};

export const emptyTranscript: Transcript = {
  sessionId: null,
  cwd: null,
  model: null,
  turns: 0,
  step: null,
  said: null,
  usage: unknownUsage,
  answer: null,
  toldCostUsd: null,
  handedIn: null,
  end: null,
  fault: null,
  limit: null,
  denials: [],
  garbled: 0,
};

/** What the output told, with what the CLI's own log adds. That is written a moment later: of a run that was killed it may lack the last answer. */
export function withRecovered(told: Transcript, recovered: Transcript): Transcript {
  const { end, toldCostUsd, turns } = recovered;
  return { ...told, end, toldCostUsd, usage: turns < told.turns ? told.usage : recovered.usage };
}

/** Folds one line of standard output into what is known. A line of a kind that it does not know changes nothing. */
export type LineReader = (transcript: Transcript, line: string) => Transcript;
