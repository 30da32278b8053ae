/** No path of ours is longer. */
const pathCharsMax = 1_024;

/**
 * The path of a request, decoded once, or null when it is not written as an honest path is: broken or doubled encoding,
 * encoded slashes, backslashes, dot segments, empty segments, control characters. `..` was resolved by the URL's own rules
 * before, so it cannot climb; what is refused here is what two readers could read in two ways.
 */
export function pathOf(url: string): string | null {
  const raw = rawPath(url);
  if (raw.length > pathCharsMax || /%(?:2f|5c|25|00)/i.test(raw)) return null;
  const path = decoded(raw);
  // eslint-disable-next-line no-control-regex
  if (path === null || !path.startsWith('/') || /[\\\u0000-\u001f\u007f]|\/\/|\/\.{1,2}(?:\/|$)/.test(path))
    return null;
  return path;
}

/** Whether the path is one of the API in any reading: those all need the token, also where they are refused. */
export function looksLikeApi(url: string): boolean {
  const raw = rawPath(url);
  return [raw, decoded(raw) ?? raw].some((path) => /^[\\/]+api(?:$|[\\/])/i.test(path));
}

function rawPath(url: string): string {
  const from = url.indexOf('/', url.indexOf('://') + 3);
  if (from === -1) return '/';
  const end = url.slice(from).search(/[?#]/);
  return end === -1 ? url.slice(from) : url.slice(from, from + end);
}

function decoded(raw: string): string | null {
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}
