/** What a verb gets from the process. `stop` is aborted by SIGINT, SIGTERM and SIGHUP. */
export type VerbInput = {
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  stop: AbortSignal;
  print(text: string): void;
};

/** Resolves to the exit status. */
export type Verb = (input: VerbInput) => Promise<number>;

// Loaded when asked for, so that reading a file needs no bot and the service carries no emulator.
export const verbs: Readonly<Record<string, Verb>> = {
  start: async (input) => (await import('./verbs/start.ts')).start(input),
  demo: async (input) => (await import('./verbs/demo.ts')).demo(input),
  queue: async (input) => (await import('./verbs/read.ts')).queue(input),
  task: async (input) => (await import('./verbs/read.ts')).task(input),
  why: async (input) => (await import('./verbs/read.ts')).why(input),
  cost: async (input) => (await import('./verbs/cost.ts')).cost(input),
  events: async (input) => (await import('./verbs/events.ts')).events(input),
  audit: async (input) => (await import('./verbs/audit.ts')).audit(input),
  replay: async (input) => (await import('./verbs/replay.ts')).replay(input),
  resume: async (input) => (await import('./verbs/resume.ts')).resume(input),
  help: async (input) => (await import('./verbs/help.ts')).help(input),
};
