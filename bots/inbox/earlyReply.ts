/**
 * The reply of a turn. `now` is sent at once; `rest` is slow work that ends after the turn, null if nothing follows.
 */
export interface EarlyReply<T> {
  readonly now: T;
  readonly rest: Promise<T> | null;
}

/** A reply after which nothing follows. */
export function done<T>(now: T): EarlyReply<T> {
  return { now, rest: null };
}

/**
 * Runs `work` and its `rest` inside `once`, so that its activity counts as answered only after both. `first` resolves
 * with the early reply or with the result of `once`, whichever comes first. It is undefined if another replica works
 * on the activity.
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
