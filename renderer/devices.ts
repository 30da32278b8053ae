/** Shown from here on: a machine in a drawer is worth a word. */
export const unseenMs = 24 * 3_600_000;

/** The same machine keeps its colour and shape on every machine's panel: they go by the order of ids. */
export function laneOf(devices: readonly { readonly id: string }[]): (id: string) => number {
  const ids = devices.map(({ id }) => id).toSorted();
  return (id) => Math.max(0, ids.indexOf(id));
}
