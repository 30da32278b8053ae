import type { Head } from '../model/head.ts';
import type { HeadRef } from '../model/history.ts';

/** The few facts of a head that histories and journals keep. */
export function headRef(head: Head): HeadRef {
  const { revision, epoch, nonce, device, label, content } = head;
  return { revision, epoch, nonce, device, label, rows: content.rows };
}
