/** A machine's file system from its root, or a copy of a few of its files: everything that facts are read from. */
export interface BoardTree {
  /** The text of a file; links are followed inside the root. Never throws. */
  read(path: string): TreeText;
  /** Names in a folder, sorted; none where there is no such folder. */
  names(folder: string): readonly string[];
  /** Where a link points to, as it is written; null for what is no link. */
  linkOf(path: string): string | null;
  /** Size of a regular file; null for anything else. */
  bytesOf(path: string): number | null;
}

export type TreeText =
  | { readonly kind: 'text'; readonly text: string; readonly mode: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** cpuinfo of 128 cores has 200 kB; nothing else that is read here comes near. */
export const treeFileBytesMax = 1024 * 1024;
/** /sys/block and sysctl.d have tens of names. */
export const treeNamesMax = 4_096;
