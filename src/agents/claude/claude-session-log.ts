import { z } from 'zod';
import { readJsonLines } from '../cli/json-lines.ts';
import { emptyTranscript, type Transcript } from '../cli/transcript.ts';
import { readAnswer } from './claude-answer.ts';

const prompt = z.object({
  promptSource: z.literal('sdk'),
  sessionId: z.string(),
  cwd: z.string().nullable().catch(null),
  message: z.object({ content: z.string() }),
});

const report = z.object({
  attachment: z.object({ type: z.literal('structured_output'), data: z.unknown() }),
});

const costs = z.object({ totalCostUSD: z.number().nonnegative() });

/**
 * Reads the log that Claude Code keeps of a session, to its last run: the prompt of each run begins anew. Here an answer's
 * output count is final, and what all runs of the session cost stands at the end of each one that was not killed.
 */
export const readClaudeSession = readJsonLines((transcript, line) => {
  if (line['isSidechain'] === true) return transcript;
  switch (line['type']) {
    case 'user':
      return readPrompt(transcript, line);
    case 'assistant':
      return readAnswer(transcript, line);
    case 'attachment':
      return readReport(transcript, line);
    case 'cost-state':
      return readCosts(transcript, line);
    default:
      return transcript;
  }
});

function readPrompt(transcript: Transcript, line: unknown): Transcript {
  const parsed = prompt.safeParse(line);
  if (!parsed.success) return transcript;
  const { sessionId, cwd } = parsed.data;
  return { ...emptyTranscript, sessionId, cwd, garbled: transcript.garbled };
}

/** Written once the report has been checked, which ends the run. Words alone do not: the CLI then asks for the report. */
function readReport(transcript: Transcript, line: unknown): Transcript {
  const parsed = report.safeParse(line);
  if (!parsed.success) return transcript;
  return {
    ...transcript,
    end: { isError: false, reason: null, text: '', report: parsed.data.attachment.data },
  };
}

function readCosts(transcript: Transcript, line: unknown): Transcript {
  const parsed = costs.safeParse(line);
  return parsed.success ? { ...transcript, toldCostUsd: parsed.data.totalCostUSD } : transcript;
}
