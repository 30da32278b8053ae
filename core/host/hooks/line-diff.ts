/** Lines of a file that a person changes by hand; with more of them the change is shown as one block. */
const cellsMax = 4_000_000;

/** What is written before a line: taken out, put in, or left as it is and shown for orientation. */
type Mark = '-' | '+' | ' ';

/** The change of a text line by line, as `diff -u` shows it, with one line around each place. Values of secrets around it are hidden. */
export function lineDiff(before: string, after: string): string[] {
  const marked = compared(linesOf(before), linesOf(after));
  const isNear = (index: number) => [-1, 0, 1].some((step) => (marked[index + step]?.[0] ?? ' ') !== ' ');
  const lines: string[] = [];
  let lineNumber = 1;
  marked.forEach(([mark, line], index) => {
    if (isNear(index)) {
      if (!isNear(index - 1)) lines.push(`@@ ${lineNumber} @@`);
      lines.push(`${mark} ${withoutSecret(line)}`);
    }
    if (mark !== '+') lineNumber += 1;
  });
  return lines;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function compared(a: readonly string[], b: readonly string[]): [Mark, string][] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const middle = between(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const same = (lines: readonly string[]) => lines.map((line): [Mark, string] => [' ', line]);
  return [...same(a.slice(0, head)), ...middle, ...same(a.slice(a.length - tail))];
}

/** The longest common lines stay. */
function between(a: readonly string[], b: readonly string[]): [Mark, string][] {
  const width = b.length + 1;
  const out = (line: string): [Mark, string] => ['-', line];
  const put = (line: string): [Mark, string] => ['+', line];
  if (a.length * width > cellsMax) return [...a.map(out), ...b.map(put)];
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const marked: [Mark, string][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      marked.push([' ', a[i++] ?? '']);
      j += 1;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) marked.push(out(a[i++] ?? ''));
    else marked.push(put(b[j++] ?? ''));
  }
  return marked;
}

/** Settings may hold keys in `env`; a terminal is looked at by others too. */
function withoutSecret(line: string): string {
  const named = /("[^"]*(?:key|token|secret|password|credential)[^"]*"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
  return line.replaceAll(named, '$1"…"');
}
