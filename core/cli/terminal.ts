import type { ReadStream, WriteStream } from 'node:tty';
import { fail } from '../model/errors.ts';

/** The three streams of a process, as far as commands need them. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** A person at a terminal; questions go to stderr, so that stdout stays what the command prints. */
export interface Terminal {
  /** Somebody can be asked. */
  readonly isInteractive: boolean;
  /** One line, without its end. Throws `interrupted` for Ctrl-C and Ctrl-D. */
  line(question: string): Promise<string>;
  /** The same without showing what is typed. */
  secret(question: string): Promise<string>;
}

/** Longer than any answer; a file that was piped in by mistake ends here. */
const answerCharsMax = 4_096;

/** Arrow keys and the marks around a paste: nothing that anybody means to type. */
// oxlint-disable-next-line no-control-regex
const escapeSequences = /\u001b(?:\[[\d;]*[A-Za-z~]|O[A-Z])/g;

/** `signal`: whoever ends the program ends its question too. */
export function terminalOf({ stdin, stderr }: Streams, signal: AbortSignal): Terminal {
  const asking = { stdin, stderr, signal, ahead: { text: '' } };
  return {
    isInteractive: stdin.isTTY && stderr.isTTY,
    line: (question) => ask(asking, question, true),
    secret: (question) => ask(asking, question, false),
  };
}

interface Asking {
  readonly stdin: ReadStream;
  readonly stderr: WriteStream;
  readonly signal: AbortSignal;
  /** Typed beyond the end of the last answer. */
  readonly ahead: { text: string };
}

/** Raw mode: the terminal itself echoes nothing, so a passphrase is never on the screen. */
async function ask({ stdin, stderr, signal, ahead }: Asking, question: string, echoes: boolean): Promise<string> {
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      let answer = '';
      const end = (finish: () => void) => {
        stdin.off('data', take);
        signal.removeEventListener('abort', stop);
        finish();
      };
      const stop = () => end(() => reject(fail('interrupted', { during: 'a question' })));
      const take = (chunk: string) => {
        const letters = Array.from(chunk.replaceAll(escapeSequences, ''));
        for (const [index, letter] of letters.entries()) {
          if (letter === '\u0003' || letter === '\u0004') return stop();
          if (letter === '\r' || letter === '\n') {
            // Several lines pasted at once: the rest answers the next question.
            const rest = letters
              .slice(index + 1)
              .join('')
              .replace(/^\n/, '');
            return end(() => {
              ahead.text = rest;
              resolve(answer);
            });
          }
          answer = edited(answer, letter, (shown) => echoes && stderr.write(shown));
        }
      };
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      stdin.on('data', take);
      // A yes is never taken from what was typed before its question was seen.
      const typed = echoes ? '' : ahead.text;
      ahead.text = '';
      if (typed !== '') take(typed);
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** Backspace takes a letter back, Ctrl-U all of them; other control characters are passed over. */
function edited(answer: string, letter: string, show: (text: string) => void): string {
  if (letter === '\u007f' || letter === '\b') {
    const letters = Array.from(answer);
    if (letters.pop() !== undefined) show('\b \b');
    return letters.join('');
  }
  if (letter === '\u0015') {
    show('\b \b'.repeat(Array.from(answer).length));
    return '';
  }
  if (/\p{Cc}/u.test(letter) || answer.length >= answerCharsMax) return answer;
  show(letter);
  return answer + letter;
}
