/** What a joiner would have to read, or is spared by a snapshot. */
export interface LogSize {
  /** Of all logs together. */
  readonly segments: number;
  /** Keys ever seen. */
  readonly records: number;
}

/** A memory of fewer records is read from its logs in seconds. */
const recordsMin = 1_000;
/** A joiner reads each segment by a request of its own: this many take half a minute over a slow line. */
const segmentsMax = 200;
/** Records beside the snapshot that are worth another one: they travel in the log at about the size of the image's rows. */
const recordsShareMax = 0.5;

/** Whether a snapshot should be published now; `newest`: the one of the fleet that holds most, null where there is none. */
export function snapshotIsDue(now: LogSize, newest: LogSize | null): boolean {
  if (newest === null) return now.records >= recordsMin;
  const since = { segments: now.segments - newest.segments, records: now.records - newest.records };
  return since.segments >= segmentsMax || since.records >= recordsMin + newest.records * recordsShareMax;
}
