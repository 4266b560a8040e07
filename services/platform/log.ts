import { destination, type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** JSON lines on standard error. Messages are static, facts are fields; ids are logged, secrets and bodies never. */
export function createLog(level: string): Log {
  return pino({ level, redact: ['*.authorization', '*.password', '*.token'] }, destination({ dest: 2, sync: true }));
}
