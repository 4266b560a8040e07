import type { Notice } from '../../backup/jobEvents';
import { DAY_MS } from '../../platform/durations';
import type { FailureCard, NightTally } from '../failureCard';
import type { Draft } from '../message';
import { draftFromJson, reviveTimes } from '../messageJson';
import { nightOf } from './night';

/** What a conversation's watches were told this night, and which failures of any night they know of. Plain JSON. */
export interface GroupingRecord {
  readonly tally: NightTally;
  /** The time zone in which nights are counted: that of the watch that was told last. */
  readonly timeZone: string;
  /** The night's first message, to which the others reply; null if nothing was told yet. */
  readonly root: NightRoot | null;
  /** This night's failure messages, oldest first. `lastMs` is when the last VM of a message failed. */
  readonly cards: readonly { readonly slot: string; readonly lastMs: number; readonly card: FailureCard }[];
  /** How many failure messages there were. The next message's slot is named after this number. */
  readonly cardsMade: number;
  /** Failures of any night that were told and have not recovered since, oldest first. */
  readonly open: readonly OpenFailure[];
}

interface NightRoot {
  readonly slot: string;
  readonly draft: Draft;
  /** Set if the message was dropped before it was shown. The first reply that is sent replaces it. */
  readonly isVacant?: true;
}

export interface OpenFailure {
  readonly itemId: string;
  readonly code: string;
  /** When the newest reading that showed the failure was taken. */
  readonly atMs: number;
  /** When the reading behind the last message about the failure was taken. */
  readonly toldMs: number;
  /** When the first backup with this failure ended. */
  readonly sinceMs: number;
  readonly times: number;
}

/** A failure that did not occur again within this time is forgotten; the next one counts as new. */
const OPEN_MS = 30 * DAY_MS;

/** The record of the night in which the notice was read: the known one, or a new one with the open failures. */
export function recordOfNight(
  known: GroupingRecord | null,
  { readMs }: Pick<Notice, 'readMs'>,
  timeZone: string,
): GroupingRecord {
  const night = nightOf(readMs, timeZone);
  if (known?.tally.night === night) return known;
  return {
    tally: { night, failed: 0, warnings: 0, again: 0, recovered: 0 },
    timeZone,
    root: null,
    cards: [],
    cardsMade: 0,
    open: (known?.open ?? []).filter(({ atMs }) => readMs - atMs < OPEN_MS),
  };
}

/** The record that `JSON.stringify` wrote. */
export function groupingRecordFromJson(text: string): GroupingRecord {
  const record = JSON.parse(text) as GroupingRecord;
  const { root, cards } = record;
  return {
    ...record,
    root: root && { ...root, draft: draftFromJson(JSON.stringify(root.draft)) },
    cards: cards.map((made) => ({ ...made, card: { ...made.card, first: reviveTimes(made.card.first) } })),
  };
}
