/** Where big test tools (the real claude-mem, bun) are kept between runs; outside the repository, shared by checkouts. */
import { userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * `MEMBRIDGE_TOOLS_CACHE`, else `membridge-tools` in the person's cache folder. The test runner gives tests another HOME,
 * so it passes the value found before that as `MEMBRIDGE_TOOLS_CACHE`; without it the account's own folder is asked for.
 */
export function toolsCacheDir(): string {
  const named = process.env['MEMBRIDGE_TOOLS_CACHE'];
  if (named) return named;
  const cache = process.env['XDG_CACHE_HOME'] || join(userInfo().homedir, '.cache');
  return join(cache, 'membridge-tools');
}
