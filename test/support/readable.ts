/** Looks for known strings in bytes, in every spelling that a careless program could leave them in. */
import { gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** Magic numbers of zstd frames and gzip members. */
const packedMarks = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.from([0x1f, 0x8b, 0x08])];
/** Unpacked further than this nothing new shows. */
const unpackedBytesMax = 64 * 1024 * 1024;

/** Those of `texts` that stand in `bytes`: as UTF-8, UTF-16, hex, base64, percent-encoded, reversed, or packed with zstd or zlib. */
export function readableIn(bytes: Buffer, texts: readonly string[]): string[] {
  const layers = [bytes, ...unpacked(bytes)];
  // Hex and percent signs may be spelled in both cases.
  const lower = layers.map((layer) => Buffer.from(layer.toString('latin1').toLowerCase(), 'latin1'));
  return texts.filter((text) => {
    const exact = exactSpellings(text);
    const folded = foldedSpellings(text);
    return (
      layers.some((layer) => exact.some((form) => layer.includes(form))) ||
      lower.some((layer) => folded.some((form) => layer.includes(form)))
    );
  });
}

function exactSpellings(text: string): Buffer[] {
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  return [
    utf8,
    Buffer.from(utf8.toReversed()),
    utf16,
    Buffer.from(utf16).swap16(),
    ...base64Spellings(utf8),
    ...base64Spellings(utf16),
  ];
}

function foldedSpellings(text: string): Buffer[] {
  const hex = Buffer.from(text).toString('hex');
  const percent = hex.replace(/../g, '%$&');
  const escaped = text.replace(/[^]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [hex, percent, escaped].map((form) => Buffer.from(form));
}

/** The text may begin at any of three places in a group; the letters at both ends depend on its neighbours. */
function base64Spellings(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64url');
    const first = shift === 0 ? 0 : shift + 1;
    const core = whole.slice(first, whole.length - 2);
    return [Buffer.from(core), Buffer.from(core.replaceAll('-', '+').replaceAll('_', '/'))];
  });
}

/** What the bytes unpack to, from the beginning or from anything inside that looks packed. */
function unpacked(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  const attempt = (unpack: () => Buffer) => {
    try {
      found.push(unpack());
    } catch {
      // Nothing packed.
    }
  };
  const options = { maxOutputLength: unpackedBytesMax };
  attempt(() => inflateSync(bytes, options));
  attempt(() => inflateRawSync(bytes, options));
  for (const mark of packedMarks) {
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      attempt(() => zstdDecompressSync(bytes.subarray(at), options));
      attempt(() => gunzipSync(bytes.subarray(at), options));
    }
  }
  return found;
}
