/** What long work tells while it goes on; bytes are plain bytes of the image. */
export interface Progress {
  phase(phase: Phase, bytesTotal: number | null): void;
  advance(bytes: number): void;
}

export type Phase =
  | 'checking'
  | 'copying'
  | 'uploading'
  | 'downloading'
  | 'keeping-safety-copy'
  | 'stopping-worker'
  | 'replacing'
  | 'starting-worker'
  | 'verifying';
