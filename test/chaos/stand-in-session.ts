import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { note } from './ledger.ts';
import { priceUsd, standInModel } from './stand-in-price.ts';

type Usage = { input_tokens: number; output_tokens: number };

/** One process's part in a session of Claude Code: what it prints, and the file that outlives it. */
export function openSession(fresh: string | null, resumed: string | null) {
  const id = fresh ?? resumed ?? '';
  const file = join(process.env['CLAUDE_CONFIG_DIR'] ?? '', 'projects', 'clone', `${id}.jsonl`);
  const part = { run: process.env['SIGNALBOX_RUN'] ?? '', session: id };
  const state = { spentUsd: 0, beforeUsd: 0, isOpen: false };
  const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const keep = (line: object) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  note({ kind: 'start', ...part });

  /** Paid for as soon as it is answered, whoever hears of it. */
  const answer = (content: object) => {
    const usage = { input_tokens: 1000 + Math.floor(Math.random() * 2000), output_tokens: 500 };
    const costUsd = toUsd(usage);
    const message = { id: `msg_${randomUUID()}`, model: standInModel, content: [content] };
    note({ kind: 'answer', ...part, id: message.id, costUsd });
    state.spentUsd += costUsd;
    // While it streams, its output count is that of its first byte.
    print({
      type: 'assistant',
      message: { ...message, stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    });
    keep({ type: 'assistant', message: { ...message, stop_reason: 'tool_use', usage } });
  };

  return {
    /** An exit status where it must end at once. */
    begin(prompt: string): number | null {
      if (fresh !== null && existsSync(file)) return refuse(`Error: Session ID ${id} is already in use.`);
      if (prompt === '') return refuse('Error: Input must be provided');
      if (resumed !== null && !existsSync(file)) {
        const said = `No conversation found with session ID: ${id}`;
        print({
          type: 'result',
          subtype: 'error_during_execution',
          is_error: true,
          session_id: id,
          errors: [said],
        });
        return refuse(said);
      }
      state.beforeUsd = existsSync(file) ? readLastCost(file) : 0;
      mkdirSync(dirname(file), { recursive: true });
      state.isOpen = true;
      keep({
        type: 'user',
        promptSource: 'sdk',
        sessionId: id,
        cwd: process.cwd(),
        message: { role: 'user', content: prompt },
      });
      print({ type: 'system', subtype: 'init', cwd: process.cwd(), session_id: id, model: standInModel });
      return null;
    },
    say: (text: string) => answer({ type: 'text', text }),
    handIn(report: object): void {
      answer({ type: 'tool_use', name: 'StructuredOutput', input: report });
      keep({ type: 'attachment', attachment: { type: 'structured_output', data: report } });
      print({
        type: 'result',
        subtype: 'success',
        is_error: false,
        session_id: id,
        result: JSON.stringify(report),
        structured_output: report,
        total_cost_usd: state.beforeUsd + state.spentUsd,
      });
    },
    /** Not after SIGKILL: then what was spent is in no later count. */
    end(): void {
      if (state.isOpen)
        keep({ type: 'cost-state', sessionId: id, totalCostUSD: state.beforeUsd + state.spentUsd });
      note({ kind: 'end', ...part });
    },
  };
}

function refuse(said: string): number {
  process.stderr.write(`${said}\n`);
  return 1;
}

function toUsd({ input_tokens: input, output_tokens: output }: Usage): number {
  return (input * priceUsd.input + output * priceUsd.output) / 1e6;
}

function readLastCost(file: string): number {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"cost-state"'));
  const last = lines.at(-1);
  return last === undefined ? 0 : (JSON.parse(last) as { totalCostUSD: number }).totalCostUSD;
}
