import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { socketPeers } from '../model/cleanup/proc-text.ts';
import { textOf } from './proc-table-text.ts';

const run = promisify(execFile);

/** ss answers in milliseconds. */
const askMsMax = 10_000;
/** Some hundred bytes for each socket; a desktop has a thousand or two. */
const answerBytesMax = 16 * 1024 * 1024;

/**
 * Peers of all UNIX sockets; null where nobody tells. Only a program that asks the kernel by netlink learns them: /proc
 * does not say. Beside a copied tree the answer may lie in a file `ss-xanH`.
 */
export async function socketPeersAt(root: string): Promise<Map<string, string> | null> {
  if (root !== '/') {
    const text = textOf(join(root, 'ss-xanH'));
    return text === null ? null : socketPeers(text);
  }
  const asked = run('ss', ['-xanH'], { timeout: askMsMax, maxBuffer: answerBytesMax });
  return asked.then(
    ({ stdout }) => socketPeers(stdout),
    () => null,
  );
}
