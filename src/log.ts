import { type Logger as PinoLogger, pino } from 'pino';

/** What the code logs with: `log.info({ task: 'ET-012' }, 'run started')`. Pino's own type, so fields come first. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Logs JSON lines to standard error: standard output belongs to the verbs that print results. */
export function createLogger(level: LogLevel): Logger {
  // Pino's own destination tries for ever to write to a terminal that was closed; the stream gives up and says so.
  const standardError = { write: (line: string) => void process.stderr.write(line) };
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, standardError);
}
