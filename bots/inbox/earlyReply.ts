/** The reply of a turn: `now` at once, and `rest` where slow work ends after the turn; null: nothing follows. */
export interface EarlyReply<T> {
  readonly now: T;
  readonly rest: Promise<T> | null;
}

/** A reply after which nothing follows. */
export function done<T>(now: T): EarlyReply<T> {
  return { now, rest: null };
}

/**
 * Runs `work` to the end of its `rest` inside `once`: its activity counts as answered only then. `first` resolves with
 * the early reply, or with the result of `once` where that comes first. undefined: another replica works on it.
 */
export function withEarlyReply<T>(
  once: (whole: (noneStood?: boolean) => Promise<T>) => Promise<T | undefined>,
  work: (noneStood?: boolean) => Promise<EarlyReply<T>>,
): { readonly first: Promise<T | undefined>; readonly whole: Promise<T | undefined> } {
  let replyEarly: (now: T) => void = () => undefined;
  const early = new Promise<T>((resolve) => {
    replyEarly = resolve;
  });
  const whole = once(async (noneStood) => {
    const { now, rest } = await work(noneStood);
    if (rest === null) return now;
    replyEarly(now);
    return rest;
  });
  return { whole, first: Promise.race([early, whole]) };
}
