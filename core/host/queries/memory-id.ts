import { memoryKinds, type MemoryKind } from '../../ports/memory-browser.ts';

/** A memory's id at the API of this machine: `observation-12`. */
export function memoryIdOf({ kind, rowid }: { readonly kind: MemoryKind; readonly rowid: number }): string {
  return `${kind}-${rowid}`;
}

/** Null for what is no such id. */
export function parseMemoryId(id: string): { readonly kind: MemoryKind; readonly rowid: number } | null {
  const parts = /^([a-z]+)-(-?\d{1,15})$/.exec(id);
  const kind = memoryKinds.find((each) => each === parts?.[1]);
  return kind === undefined ? null : { kind, rowid: Number(parts?.[2]) };
}
