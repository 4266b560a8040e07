import assert from 'node:assert/strict';

/** Numbers by a fixed seed (mulberry32): fast enough for a million worlds' minutes, and a failure can be run again. */
export interface Random {
  /** Of 0 to 1, without 1. */
  next(): number;
  /** An integer, both ends among them. */
  between(least: number, most: number): number;
  chance(share: number): boolean;
  /** One of them, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T;
}

// Looked up once: in jest's sandbox a global costs more than the multiplication.
const { imul, floor } = Math;

export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = imul(state ^ (state >>> 15), state | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (least, most) => least + floor(next() * (most - least + 1)),
    chance: (share) => next() < share,
    weighted(choices) {
      let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0);
      const chosen = choices.find(([weight]) => (left -= weight) < 0) ?? choices.at(-1);
      assert(chosen, 'a choice needs one choice at least');
      return chosen[1];
    },
  };
}
