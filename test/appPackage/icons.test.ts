import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';

import { OperatorError } from '../../services/platform/errors';
import { readPng } from '../../tools/appPackage/png';
import { iconFaults } from '../../tools/appPackage/validate';

const FOLDER = resolve(__dirname, '..', '..', 'appPackage');

function icon(name: string): ReturnType<typeof readPng> {
  return readPng(name, readFileSync(join(FOLDER, name)));
}

/** The share of its pixels of which `test` holds. */
function share(name: string, test: (rgba: readonly number[]) => boolean): number {
  const { pixels } = icon(name);
  const all = Array.from({ length: pixels.length / 4 }, (_, at) => [...pixels.subarray(at * 4, at * 4 + 4)]);
  return all.filter(test).length / all.length;
}

it('the colour icon has 192 pixels a side and fills them with the colour of the manifest around a white drawing', () => {
  expect(icon('color.png')).toMatchObject({ width: 192, height: 192 });
  expect(iconFaults('color.png', icon('color.png'), 192)).toEqual([]);
  expect(share('color.png', (rgba) => rgba.join() === '91,95,199,255')).toBeGreaterThan(0.5);
  expect(share('color.png', (rgba) => rgba.join() === '255,255,255,255')).toBeGreaterThan(0.1);
});

it('the outline has 32 pixels a side, white or transparent', () => {
  expect(icon('outline.png')).toMatchObject({ width: 32, height: 32 });
  expect(iconFaults('outline.png', icon('outline.png'), 32)).toEqual([]);
  expect(share('outline.png', (rgba) => rgba[3] === 0)).toBeGreaterThan(0.4);
  expect(share('outline.png', (rgba) => rgba.join() === '255,255,255,255')).toBeGreaterThan(0.05);
});

it('the drawing stands in the middle 120 pixels of the colour icon, where no corner is rounded away', () => {
  const { pixels } = icon('color.png');
  const outside = Array.from({ length: 192 * 192 }, (_, at) => [at % 192, Math.floor(at / 192)] as const).filter(
    ([x, y]) => Math.min(x, y) < 36 || Math.max(x, y) >= 156,
  );
  // The ground's red is 91, give or take the rounding where the drawing hides what is below.
  const drawn = outside.filter(([x, y]) => Math.abs((pixels[(y * 192 + x) * 4] ?? 0) - 91) > 1);
  expect(drawn).toEqual([]);
});

describe('an icon that Teams would draw wrongly', () => {
  const painted = (side: number, rgba: (at: number) => readonly number[]): ReturnType<typeof readPng> => ({
    width: side,
    height: side,
    pixels: Uint8Array.from(Array.from({ length: side * side }, (_, at) => rgba(at)).flat()),
  });
  const CLEAR = [0, 0, 0, 0];
  const WHITE = [255, 255, 255, 255];

  it('is a colour icon with transparent corners', () => {
    const picture = painted(192, (at) => (at === 0 ? CLEAR : WHITE));
    expect(iconFaults('color.png', picture, 192)).toEqual([expect.stringMatching(/must fill its square/)]);
  });

  it('is an outline that is grey somewhere, has no ground or shows nothing', () => {
    const grey = painted(32, (at) => [CLEAR, WHITE, [200, 200, 200, 255]][at % 3] ?? CLEAR);
    expect(iconFaults('outline.png', grey, 32)).toEqual([expect.stringMatching(/white and transparent only/)]);
    for (const ground of [CLEAR, WHITE])
      expect(
        iconFaults(
          'outline.png',
          painted(32, () => ground),
          32,
        ),
      ).toEqual([expect.stringMatching(/a white drawing/)]);
  });
});

describe('a PNG', () => {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  const png = (head: readonly number[], rows: readonly number[]): Buffer =>
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', Uint8Array.from([0, 0, 0, 2, 0, 0, 0, 5, ...head])),
      chunk('IDAT', deflateSync(Uint8Array.from(rows))),
    ]);

  it('is read whatever filter each of its rows has', () => {
    // The pixels (10, 20, 30) and (40, 50, 60) five times, by another filter each: none, sub, up, average, Paeth.
    const rows = [
      [0, 10, 20, 30, 40, 50, 60],
      [1, 10, 20, 30, 30, 30, 30],
      [2, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 15, 15, 15],
      [4, 0, 0, 0, 0, 0, 0],
    ];
    const { width, height, pixels } = readPng('x.png', png([8, 2, 0, 0, 0], rows.flat()));
    const row = [10, 20, 30, 255, 40, 50, 60, 255];
    expect({ width, height, pixels: [...pixels] }).toEqual({
      width: 2,
      height: 5,
      pixels: [row, row, row, row, row].flat(),
    });
  });

  it('with a palette, interlaced, or of another format is refused with what to do', () => {
    for (const file of [png([8, 3, 0, 0, 0], []), png([8, 6, 0, 0, 1], []), Buffer.from('<svg/>')])
      expect(() => readPng('x.png', file)).toThrow(OperatorError);
  });
});
