/**
 * Hands out what `start` promises for each item, in order, and has the next one under way by then: the line is busy
 * while the machine is. Never more than that one is ahead; after a fault or a break its outcome is nobody's business.
 */
export async function* oneAhead<T, R>(
  items: Iterable<T>,
  start: (item: T) => Promise<R>,
): AsyncGenerator<readonly [item: T, promised: Promise<R>]> {
  let waiting: readonly [T, Promise<R>] | null = null;
  for (const item of items) {
    const promised = start(item);
    promised.catch(() => {});
    if (waiting !== null) yield waiting;
    waiting = [item, promised];
  }
  if (waiting !== null) yield waiting;
}
