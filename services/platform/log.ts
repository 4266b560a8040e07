import { destination, type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * Logs JSON lines to standard error. Messages are fixed texts, facts are fields. Never log secrets or message bodies.
 */
export function createLog(level: string): Log {
  return pino({ level, redact: ['*.authorization', '*.password', '*.token'] }, destination({ dest: 2, sync: true }));
}
