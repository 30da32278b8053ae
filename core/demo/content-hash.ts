import { createHash } from 'node:crypto';

/** claude-mem's own: first 16 hex digits of sha256 over memory session, title and narrative, parted by NUL. */
export function contentHash(memorySessionId: string, title: string | null, narrative: string | null): string {
  return createHash('sha256')
    .update([memorySessionId, title ?? '', narrative ?? ''].join('\0'))
    .digest('hex')
    .slice(0, 16);
}
