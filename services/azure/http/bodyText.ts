import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

type Unpack = (bytes: Buffer, limit: { maxOutputLength: number }) => Promise<Buffer>;

const GZIP: readonly Unpack[] = [promisify(gunzip)];
const UNPACK: ReadonlyMap<string, readonly Unpack[]> = new Map([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  // Servers send deflate with and without zlib's header.
  ['deflate', [promisify(inflate), promisify(inflateRaw)]],
  ['br', [promisify(brotliDecompress)]],
]);

/**
 * The text of a body. It undoes compression (which gateways add unasked), byte order marks and other charsets. Returns
 * '' if the body cannot be unpacked or is larger than `maxBytes` unpacked. Never rejects.
 */
export async function bodyText(
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
  maxBytes: number,
): Promise<string> {
  const plain = await unpacked(bytes, headers['content-encoding'] ?? '', maxBytes);
  return plain.length === 0 ? '' : decoded(plain, headers['content-type'] ?? '');
}

async function unpacked(bytes: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  // JSON never begins with gzip's magic number, so a gateway dropped the header here.
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  for (const unpack of isGzip ? GZIP : (UNPACK.get(encoding.trim().toLowerCase()) ?? []))
    try {
      return await unpack(bytes, { maxOutputLength: maxBytes });
    } catch {
      // The loop tries the next format. After the last one, the bytes are taken unchanged.
    }
  return isGzip ? Buffer.alloc(0) : bytes;
}

/**
 * Decodes UTF-8, unless the first bytes show UTF-16. For bytes that are not UTF-8, the header's charset decides.
 * TextDecoder drops the byte order mark.
 */
function decoded(bytes: Buffer, contentType: string): string {
  const wide = wideCharset(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const [, charset = 'utf-8'] = /charset="?([\w-]+)/i.exec(contentType) ?? [];
    return decoderOf(charset).decode(bytes);
  }
}

/** UTF-16, recognized by its byte order mark, or by the zero byte beside JSON's first ASCII character. */
function wideCharset([first = 1, second = 1]: Buffer): string | null {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? 'utf-16be' : null;
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
