import { systemClock } from '../../clock.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { AgentResult } from '../agent.ts';
import { toFaultOutcome } from '../cli/cli-fault.ts';
import { toFailed } from '../cli/cli-outcome.ts';
import { toLastWordOutcome } from '../cli/last-word.ts';
import type { Transcript } from '../cli/transcript.ts';
import { dailyQuotaKind, toGeminiFault } from './gemini-fault.ts';

const cli = { credentials: 'GEMINI_API_KEY', noSession: /Invalid session identifier/ };

export function toGeminiOutcome(result: AgentResult, program: string): Outcome {
  const { transcript, exitCode, errorTail } = result;
  const end = transcript?.end ?? null;
  if (transcript === null || end === null) {
    const fault = exitCode === noKeyCode ? toGeminiFault(errorTail) : null;
    const outcome = fault?.kind === 'no_credentials' ? toFaultOutcome(fault, cli.credentials) : null;
    return outcome ?? toLastWordOutcome(result, { ...cli, program });
  }
  if (end.isError && transcript.fault?.kind === dailyQuotaKind) {
    const until = findNextMidnight(result.endedAt ?? systemClock.now());
    return { kind: 'usageLimit', why: "the account's daily quota is used up", until };
  }
  // A prompt that is cut off asks for nothing, and counts as done.
  if (!end.isError && transcript.turns === 0) return toFailed(result, 'the model said nothing', errorTail);
  const told = { ...result, transcript: withStatus(transcript, exitCode) };
  return toLastWordOutcome(told, { ...cli, program });
}

const noKeyCode = 41;
const byteValues = 256;
const firstErrorStatus = 400;

/** The exit status of an error is the low byte of its status, which the text may leave out. */
function withStatus(transcript: Transcript, exitCode: number | null): Transcript {
  const { fault } = transcript;
  const status = exitCode === null ? 0 : byteValues + exitCode;
  if (fault === null || fault.status !== null || status < firstErrorStatus) return transcript;
  return { ...transcript, fault: { ...fault, status } };
}

const HOUR_MS = 3_600_000;
const longestDayHours = 25;
const pacificHour = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hour: 'numeric',
  hourCycle: 'h23',
});

/** Quotas of a day are counted from midnight to midnight of the Pacific coast (ai.google.dev, rate limits). */
function findNextMidnight(now: Date): Date {
  const nextHourMs = Math.floor(now.getTime() / HOUR_MS + 1) * HOUR_MS;
  const hours = Array.from({ length: longestDayHours }, (_, index) => new Date(nextHourMs + index * HOUR_MS));
  return hours.find((hour) => pacificHour.format(hour) === '00') ?? new Date(nextHourMs);
}
