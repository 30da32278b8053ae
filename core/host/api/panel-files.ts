import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { plainHeaders } from './api-fault.ts';
import type { RequestInfo } from './guard.ts';

/** Nothing from elsewhere, nothing inline: what a memory says can never become a program of the page. */
export const panelPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const panelHeaders = {
  ...plainHeaders,
  'content-security-policy': panelPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** Read and sent in blocks of this size. */
const blockBytes = 64 * 1024;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Answers a file of the panel's folder; null when there is none by this path. `path` is what `pathOf` made: decoded once,
 * without dot segments. A browser that opens a path without an ending wants a view of the panel: its page answers.
 */
export type PanelFiles = (path: string, request: Request, info: RequestInfo) => Promise<Response | null>;

export function panelFiles(folder: string): PanelFiles {
  return async (path, request, info) => {
    const isView = path === '/' || (extname(path) === '' && wantsPage(request));
    const file = await fileWithin(folder, isView ? '/index.html' : path);
    if (file === null) return null;
    const { handle, bytes, tag } = file;
    const headers = {
      ...panelHeaders,
      'content-type': types[extname(isView ? '.html' : path).toLowerCase()] ?? types[isView ? '.html' : '.txt'] ?? '',
      // What the bundler names after its content never changes; everything else is asked for each time.
      'cache-control': /^\/assets\/[^/]+-[\w-]{8,}\.\w+$/.test(path)
        ? 'private, max-age=31536000, immutable'
        : 'no-cache',
      etag: tag,
    };
    if (request.headers.get('if-none-match') === tag) {
      await handle.close();
      return new Response(null, { status: 304, headers });
    }
    if (request.method === 'HEAD') {
      await handle.close();
      return new Response(null, { headers: { ...headers, 'content-length': String(bytes) } });
    }
    return new Response(blocksOf(handle, bytes, info), { headers: { ...headers, 'content-length': String(bytes) } });
  };
}

function wantsPage({ headers }: Request): boolean {
  return (headers.get('accept') ?? '').includes('text/html');
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly tag: string;
}

/** Null for everything but a plain file that truly lies in the folder: hidden names and links that lead out are not there. */
async function fileWithin(folder: string, path: string): Promise<OpenFile | null> {
  if (!/^(?:\/[\p{L}\p{N}_~+@ -][\p{L}\p{N}._~+@ -]*)+$/u.test(path)) return null;
  let handle: FileHandle | null = null;
  try {
    const root = await realpath(folder);
    const real = await realpath(join(root, path));
    // Asked before it is opened: opening a pipe would wait for its writer.
    if (!real.startsWith(`${root}${sep}`) || !(await stat(real)).isFile()) return null;
    handle = await open(real, 'r');
    const { size, mtimeMs } = await handle.stat();
    return { handle, bytes: size, tag: `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"` };
  } catch {
    await handle?.close();
    return null;
  }
}

/** Exactly `bytes` bytes; a file that shrank or cannot be read on ends the connection, so that nobody takes it for whole. */
function blocksOf(handle: FileHandle, bytes: number, info: RequestInfo): ReadableStream<Uint8Array> {
  let done = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const block = Buffer.alloc(Math.min(blockBytes, bytes - done));
        const read = await handle.read(block, 0, block.length, done).catch(() => ({ bytesRead: 0 }));
        done += read.bytesRead;
        if (read.bytesRead > 0) controller.enqueue(block.subarray(0, read.bytesRead));
        if (read.bytesRead > 0 && done < bytes) return;
        await handle.close();
        controller.close();
        if (done < bytes) info.cutOff?.();
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  );
}
