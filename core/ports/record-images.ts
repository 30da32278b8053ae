import type { KnownKind } from '../model/records/kinds.ts';
import type { RecordReading } from './record-source.ts';

/** Rows of images in our scratch folder. Faults: those of Source, naming the image. */
export interface RecordImages {
  /** As RecordSource.open, of an image: nobody else has it open. */
  open(image: string): Promise<RecordReading>;
  /** Deletes rows, and what follows from them: the full text finds them no more, nothing of them stays in free pages. */
  remove(image: string, kind: KnownKind, rowids: Iterable<number>): Promise<void>;
}
