/** Work that took too long to be waited for: what is said at once, and what it comes to; null: that was all. */
export interface EarlyReply<T> {
  readonly now: T;
  readonly rest: Promise<T> | null;
}

/**
 * Has `once` run the whole of `work`, so that it is not done before its end; `first` resolves with what is said at once
 * where that comes earlier. undefined: `once` left it to somebody else.
 */
export function withEarlyReply<T>(
  once: (whole: (noneStood?: boolean) => Promise<T>) => Promise<T | undefined>,
  work: (noneStood?: boolean) => Promise<EarlyReply<T>>,
): { readonly first: Promise<T | undefined>; readonly whole: Promise<T | undefined> } {
  let say: (now: T) => void = () => undefined;
  const said = new Promise<T>((resolve) => {
    say = resolve;
  });
  const whole = once(async (noneStood) => {
    const { now, rest } = await work(noneStood);
    if (rest === null) return now;
    say(now);
    return rest;
  });
  return { whole, first: Promise.race([said, whole]) };
}
