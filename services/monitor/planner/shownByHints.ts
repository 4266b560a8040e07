/** Share of the changes that Resource Graph shows late, or never (docs/azure.md). */
export const MISSED = 0.05;

/**
 * What an event is worth of which people are told only if it went wrong, where Resource Graph's row shows whether it
 * did: a share of what it is worth otherwise. About 3 of 100 backups go wrong, and few of their rows come late.
 */
export const IF_WRONG = 0.005;
/** The same for an end where the row of this very job is there, and tells nothing bad. */
export const SHOWN_GOOD = IF_WRONG / 10;

interface Since {
  readonly sinceMs: number;
  /** The probability that an event may have happened unseen only since then. */
  readonly share: number;
}

/**
 * Since when an event may have happened unseen: since the newest reading, or, where Resource Graph shows the subject,
 * very likely only since it did so. Its word lowers what a read is worth and never makes it worthless.
 */
export function unseenSince(readMs: number, shownMs: number | undefined): readonly Since[] {
  if (shownMs === undefined || shownMs <= readMs) return [{ sinceMs: readMs, share: 1 }];
  return [
    { sinceMs: readMs, share: MISSED },
    { sinceMs: shownMs, share: 1 - MISSED },
  ];
}
