import { readFileSync, statSync } from 'node:fs';

import type { Clock } from '../../platform/clock';
import { DAY_MS } from '../../platform/durations';
import { OperatorError } from '../../platform/errors';
import type { Log } from '../../platform/log';
import { CHECKLIST_BYTES_MAX, parseChecklist, subscriptionMark } from './answers';
import { type Reliance, reliedOn } from './reliedOn';

const SETTING = 'CHECKLIST_FILE';

interface Parts {
  readonly config: {
    readonly checklistFile: string | null;
    readonly subscriptionIds: readonly string[];
    readonly vaults: readonly { readonly subscription: string }[];
    readonly resourceManagerUrl: string | null;
  };
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** The answers of the checklist, for the bot. */
export interface KnownAnswers {
  /** What is relied on now, in one sentence. The bot is ready without any answer. */
  readonly state: () => { readonly ok: true; readonly detail: string };
  /** The limit of job reads an hour that the checklist found in this subscription; null if it is not relied on. */
  readonly jobReadLimitOf: (subscription: string) => number | null;
}

/**
 * Reads the file once. Null without the setting: everything is as if there were no checklist. Throws OperatorError if
 * the file cannot be read or understood, is too long, or is about another subscription or another kind of Azure. An
 * old file only loses its say: a bot must start again on any day.
 */
export function openChecklist({ config, clock, log }: Parts): KnownAnswers | null {
  const { checklistFile, subscriptionIds, vaults, resourceManagerUrl } = config;
  if (checklistFile === null) return null;
  const checklist = parseChecklist(readText(checklistFile), SETTING);
  const subscriptions = [...subscriptionIds, ...vaults.map(({ subscription }) => subscription)];
  const local = resourceManagerUrl === null || resourceManagerUrl.startsWith('http:');
  const now = (): Reliance => reliedOn(checklist, { now: clock.now(), subscriptions, local });
  const first = now();
  if (first.kind === 'none' && first.lasting)
    throw new OperatorError(`${SETTING}: nothing in the file holds here, as ${first.because}; leave it out.`);
  const detail = detailOf(first, clock.now());
  if (first.kind === 'none') log.warn({ detail }, 'the answers of the checklist are not relied on');
  else log.info({ detail }, 'answers of the checklist are relied on');
  return {
    state: () => ({ ok: true, detail: detailOf(now(), clock.now()) }),
    jobReadLimitOf: (subscription) => {
      const held = now();
      return held.kind === 'some' && held.subscription === subscriptionMark(subscription)
        ? (held.readLimit?.limit ?? null)
        : null;
    },
  };
}

function detailOf(held: Reliance, now: Date): string {
  if (held.kind === 'none') return `nothing is relied on: ${held.because}; run npm run checklist again`;
  const days = Math.max(0, Math.floor((now.getTime() - held.since.getTime()) / DAY_MS));
  const limit = held.readLimit ? `; ${held.readLimit.limit} job reads an hour until Azure's header says` : '';
  return `${held.settled.length} answers hold (${held.settled.join(', ')}), the oldest ${days} d old${limit}`;
}

function readText(path: string): string {
  try {
    if (statSync(path).size > CHECKLIST_BYTES_MAX)
      throw new OperatorError(`${SETTING}: the file is longer than ${CHECKLIST_BYTES_MAX} bytes; name another file.`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
    throw new OperatorError(`${SETTING}: cannot read the file (${code}); name one such as checklist.json.`);
  }
}
