/** Vowels in the order of the rows below. */
const VOWELS = 'aiueo';
/** Hiragana by the consonant key that types them; `-` if a row has no such kana. */
const ROWS: Readonly<Record<string, string>> = {
  '': 'あいうえお',
  k: 'かきくけこ',
  s: 'さしすせそ',
  t: 'たちつてと',
  n: 'なにぬねの',
  h: 'はひふへほ',
  m: 'まみむめも',
  y: 'や-ゆ-よ',
  r: 'らりるれろ',
  w: 'わ---を',
  g: 'がぎぐげご',
  z: 'ざじずぜぞ',
  d: 'だぢづでど',
  b: 'ばびぶべぼ',
  p: 'ぱぴぷぺぽ',
  v: '--ゔ--',
  l: 'ぁぃぅぇぉ',
};
/** Two kana that are typed as one syllable. */
const PAIRS: Readonly<Record<string, string>> = {
  ふぁ: 'fa', ふぃ: 'fi', ふぇ: 'fe', ふぉ: 'fo', うぃ: 'wi', うぇ: 'we', ゔぁ: 'va', ゔぃ: 'vi', ゔぇ: 've', ゔぉ: 'vo',
  ちぇ: 'che', しぇ: 'she', じぇ: 'je', てぃ: 'thi', でぃ: 'dhi', くぁ: 'qa', くぃ: 'qi', くぇ: 'qe', くぉ: 'qo',
}; // prettier-ignore
/** Syllables whose Hepburn spelling differs from Kunrei; people type both. */
const HEPBURN: Readonly<Record<string, string>> = {
  si: 'shi', ti: 'chi', tu: 'tsu', hu: 'fu', zi: 'ji', zya: 'ja', zyu: 'ju', zyo: 'jo', sya: 'sha', syu: 'shu', syo: 'sho', tya: 'cha', tyu: 'chu', tyo: 'cho',
}; // prettier-ignore

const KEYS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(ROWS).flatMap(([consonant, row]) =>
    Array.from(row).flatMap((kana, i): [string, string][] =>
      kana === '-' ? [] : [[kana, consonant + VOWELS.charAt(i)]],
    ),
  ),
  ...Object.entries(PAIRS),
  ...Array.from('きしちにひみりぎじびぴ').flatMap((kana): [string, string][] => {
    const consonant = Object.entries(ROWS).find(([, row]) => row.includes(kana))?.[0] ?? '';
    return [
      [kana + 'ゃ', consonant + 'ya'],
      [kana + 'ゅ', consonant + 'yu'],
      [kana + 'ょ', consonant + 'yo'],
    ];
  }),
  ['ん', 'n'],
  ['ゃ', 'lya'],
  ['ゅ', 'lyu'],
  ['ょ', 'lyo'],
]);

/**
 * The Latin keys behind text that an IME turned into kana: `sたつs` was typed as `status`. In Kunrei and in Hepburn
 * spelling. Empty without hiragana, and for more than 100 letters: by then a person has noticed the IME.
 */
export function keystrokes(text: string): readonly string[] {
  if (text.length > 100 || !/\p{sc=Hiragana}/u.test(text)) return [];
  return [...new Set([typed(text, {}), typed(text, HEPBURN)])];
}

export function toKatakana(text: string): string {
  return text.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}

function typed(text: string, spelling: Readonly<Record<string, string>>): string {
  let keys = '';
  for (let i = 0; i < text.length;) {
    const pair = KEYS.get(text.slice(i, i + 2));
    const one = pair ?? KEYS.get(text.charAt(i)) ?? text.charAt(i);
    keys += spelling[one] ?? one;
    i += pair === undefined ? 1 : 2;
  }
  // A small っ doubles the next consonant.
  return keys.replace(/っ(.)/g, '$1$1');
}
