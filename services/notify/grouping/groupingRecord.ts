import type { Notice } from '../../backup/jobEvents';
import { DAY_MS } from '../../platform/durations';
import type { FailureCard, NightTally } from '../failureCard';
import type { Draft } from '../message';
import { draftFromJson, reviveTimes } from '../messageJson';
import { nightOf } from './night';

/** What a conversation's watches were told this night, and which failures of any night they know of. Plain JSON. */
export interface GroupingRecord {
  readonly tally: NightTally;
  /** The time zone that the night is counted by: that of the watch that was told last. */
  readonly timeZone: string;
  /** The night's first message; the others are replies to it. null: nothing was told yet. */
  readonly root: NightRoot | null;
  /** This night's failure messages, oldest first. `lastMs`: when the last VM of one failed. */
  readonly cards: readonly { readonly slot: string; readonly lastMs: number; readonly card: FailureCard }[];
  /** How many failure messages there were; the next one's name is counted from it. */
  readonly cardsMade: number;
  /** Failures that were told and have not recovered since, of any night, oldest first. */
  readonly open: readonly OpenFailure[];
}

interface NightRoot {
  readonly slot: string;
  readonly draft: Draft;
  /** It was dropped before it was shown: the first reply that is sent takes its place. */
  readonly isVacant?: true;
}

export interface OpenFailure {
  readonly itemId: string;
  readonly code: string;
  /** When the reading was taken that showed it last. */
  readonly atMs: number;
  /** When the reading was taken that a message last told of. */
  readonly toldMs: number;
  /** When the first backup with this failure ended. */
  readonly sinceMs: number;
  readonly times: number;
}

/** A failure that did not occur again for so long is forgotten: the next one counts as new. */
const OPEN_MS = 30 * DAY_MS;

/** The record of the night that the notice was read in: the known one, or a new one with the open failures. */
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
