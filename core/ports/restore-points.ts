import type { RestorePoint } from '../model/history.ts';

/** Where restore points' files lie: `<home>/restore-points/<id>/claude-mem.db` and what was moved aside with it. */
export interface RestorePointFiles {
  /** Makes the folder and returns the path for the copy; left-overs of that id are removed first. */
  prepare(id: string): Promise<string>;
  /** Flushes the copy to the disk, returns its size and sha256. */
  seal(id: string): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** Path of the copy; null when it is gone. */
  path(id: string): Promise<string | null>;
  /** A folder beside the copy for files that had to be moved away. */
  asideFolder(id: string): Promise<string>;
  remove(id: string): Promise<void>;
  /** Removes folders that no point of `keep` names: litter of a crash. */
  sweep(keep: readonly RestorePoint[]): Promise<void>;
}
