import { inflateSync } from 'node:zlib';

import { OperatorError } from '../../services/platform/errors';

const SIGNATURE = '89504e470d0a1a0a';
/** Bytes before and after the data of a chunk: length and type, checksum. */
const CHUNK_HEAD = 8;
const CHUNK_TAIL = 4;

/** How rows of bytes stand in the file, each after the byte that names its filter. */
interface Layout {
  readonly stride: number;
  readonly height: number;
  readonly channels: number;
}

/** A picture as rows of red, green, blue and alpha, one byte each. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Bytes of a pixel, by the header after width and height: 8 bits a channel, RGB or RGBA, not interlaced. */
const CHANNELS: Readonly<Record<string, number>> = { '0802000000': 3, '0806000000': 4 };

/** Reads a PNG without a palette, which is how Chromium and most editors write. */
export function readPng(name: string, file: Uint8Array): Picture {
  const bytes = Buffer.from(file);
  const chunks = bytes.toString('hex', 0, 8) === SIGNATURE ? chunksOf(bytes) : [];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(0);
  const channels = CHANNELS[header.toString('hex', 8)];
  if (channels === undefined)
    throw new OperatorError(`${name}: save it as a PNG with 8 bits a channel, without palette and interlacing`);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const data = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data)));
  const pixels = unfiltered(data, { stride: width * channels, height, channels });
  return { width, height, pixels: channels === 4 ? pixels : withAlpha(pixels) };
}

function chunksOf(bytes: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = 8; at + CHUNK_HEAD <= bytes.length;) {
    const start = at + CHUNK_HEAD;
    const end = start + bytes.readUInt32BE(at);
    chunks.push({ type: bytes.toString('latin1', at + 4, start), data: bytes.subarray(start, end) });
    at = end + CHUNK_TAIL;
  }
  return chunks;
}

/** Takes the filter of each row away: what was written is the difference from a guess by the neighbours. */
function unfiltered(data: Buffer, { stride, height, channels }: Layout): Uint8Array {
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = data[row * (stride + 1)] ?? 0;
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column < channels ? 0 : (pixels[at - channels] ?? 0);
      const up = pixels[at - stride] ?? 0;
      const corner = column < channels ? 0 : (pixels[at - stride - channels] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      pixels[at] = (data[at + row + 1] ?? 0) + guess;
    }
  }
  return pixels;
}

/** Of the three neighbours, the one nearest to their linear guess; PNG calls it Paeth's filter. */
function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const distances = [left, up, corner].map((value) => Math.abs(guess - value));
  return [left, up, corner][distances.indexOf(Math.min(...distances))] ?? 0;
}

function withAlpha(rgb: Uint8Array): Uint8Array {
  const pixels = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let at = 0; at < rgb.length; at += 3) pixels.set(rgb.subarray(at, at + 3), (at / 3) * 4);
  return pixels;
}
