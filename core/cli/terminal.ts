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

export function terminalOf({ stdin, stderr }: Streams): Terminal {
  return {
    isInteractive: stdin.isTTY && stderr.isTTY,
    line: (question) => ask(stdin, stderr, question, true),
    secret: (question) => ask(stdin, stderr, question, false),
  };
}

/** Raw mode: the terminal itself echoes nothing, so a passphrase is never on the screen. */
async function ask(stdin: ReadStream, stderr: WriteStream, question: string, echoes: boolean): Promise<string> {
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      let answer = '';
      const end = (finish: () => void) => {
        stdin.off('data', take);
        finish();
      };
      const take = (chunk: string) => {
        for (const letter of chunk) {
          if (letter === '\r' || letter === '\n') return end(() => resolve(answer));
          if (letter === '\u0003' || letter === '\u0004')
            return end(() => reject(fail('interrupted', { during: 'a question' })));
          answer = edited(answer, letter, (shown) => echoes && stderr.write(shown));
        }
      };
      stdin.on('data', take);
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
