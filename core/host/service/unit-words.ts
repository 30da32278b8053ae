/** Words of which nothing can be misread: left as they are, for who reads the unit. */
const plainWord = /^[\w@+=:,./-]+$/;

/** One word of a systemd unit's command line or list; nothing in it is expanded (systemd.syntax(7)). */
export function unitWord(word: string): string {
  if (plainWord.test(word)) return word;
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}

/** The same where systemd also puts variables in: the words of ExecStart= after the first. */
export function commandWord(word: string): string {
  return unitWord(word).replaceAll('$', '$$$$');
}

/** A path of a list such as ReadWritePaths=; the mark that it may be absent stands inside the quotes. */
export function unitPath(path: string, presence: 'must-be-there' | 'may-be-absent'): string {
  return unitWord(presence === 'may-be-absent' ? `-${path}` : path);
}

/** Whether a unit can name it: a control character has no place on a line. */
export function fitsUnit(word: string): boolean {
  return !/\p{Cc}/u.test(word) && word.isWellFormed();
}

/** The words of the first ExecStart= that `unitWord` and `commandWord` made. Empty when the line is none of ours. */
export function commandOf(unit: string): string[] {
  const line = /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '';
  const words: string[] = [];
  for (const [whole, quoted] of line.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s"]+/g)) {
    const word = quoted === undefined ? whole : quoted.replaceAll(/\\(.)/g, '$1');
    // Only after the first word is a dollar doubled.
    words.push((words.length === 0 ? word : word.replaceAll('$$', '$')).replaceAll('%%', '%'));
  }
  return words;
}
