import { Readable, Writable } from 'node:stream';
import type { Streams } from './terminal.ts';

/** Streams without a terminal: nothing can be read from them, and what is written is kept. */
export function memoryStreams(): { readonly streams: Streams; written(): { stdout: string; stderr: string } } {
  const stdin = Readable.from([]);
  const [stdout, stderr] = [keeper(), keeper()];
  return {
    streams: {
      stdin: Object.assign(stdin, { isTTY: false }) as unknown as Streams['stdin'],
      stdout: Object.assign(stdout.stream, { isTTY: false }) as unknown as Streams['stdout'],
      stderr: Object.assign(stderr.stream, { isTTY: false }) as unknown as Streams['stderr'],
    },
    written: () => ({ stdout: stdout.text(), stderr: stderr.text() }),
  };
}

function keeper(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
