/** What the model does next. `say` puts text before the tools of a turn. */
export type Action = (
  | { text: string }
  | { tool: string; input: object; say?: string }
  | { tools: readonly ToolCall[]; say?: string }
  | { report: unknown }
  | { error: ApiError }
  | { fault: Fault }
) & {
  /** What the answer says it used, where it is not the usual. */
  usage?: Partial<Usage>;
  /** Before the first byte of the answer. */
  delayMs?: number;
};

type ToolCall = { tool: string; input: object };

export type ApiError = {
  status: number;
  type?: string;
  message?: string;
  headers?: Record<string, string>;
  /** After a 200 and the message's start, where the request streams. */
  inStream?: boolean;
};

/** Answers that are no errors of the API: cut, silent, foreign, or a message that stops early. */
type Fault = 'hang' | 'drop-now' | 'drop-mid' | 'html' | 'refusal' | 'max-tokens' | 'empty';

export type Usage = { input: number; cacheWrite: number; cacheRead: number; output: number };

/** What a script decides by. The stub keeps no state of a conversation: all of it stands in the request. */
export type Turn = {
  /** Of the address: `/s/<scenario>/<name>`. */
  name: string;
  sessionId: string;
  model: string;
  /** All that the user's side said, without the tools' results. */
  prompt: string;
  /** The prompt of this run: a resumed session carries those of earlier ones before it. */
  lastPrompt: string;
  /** Tool calls so far in the session, and since `lastPrompt`. */
  step: number;
  stepOfPrompt: number;
  /** What the tools answered, in order. */
  toolResults: readonly string[];
  cwd: string;
  tools: readonly string[];
  system: string;
  /** From 1, over all requests to this scenario and name: retries count. */
  requestNumber: number;
};

export type Script = (turn: Turn) => Action | Promise<Action>;

/** The tool that the CLI offers with --json-schema; its input is the report. */
export const reportTool = 'StructuredOutput';
