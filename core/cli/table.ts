/** Wide enough to say something, narrow enough for the usual terminal window and a pasted report. */
const widthMax = 110;
/** A last column narrower than this is harder to read than a long line. */
const lastWidthMin = 30;

/** Columns as wide as their widest cell, two spaces between; the last one goes on below itself. */
export function tableLines(rows: readonly (readonly string[])[], indent = ''): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns - 1 }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const before = widths.reduce((sum, width) => sum + width + 2, indent.length);
  return rows.flatMap((row) => {
    const cells = widths.map((width, column) => `${(row[column] ?? '').padEnd(width)}  `);
    const [first = '', ...more] = wrapped(row.at(-1) ?? '', Math.max(widthMax - before, lastWidthMin));
    return [`${indent}${cells.join('')}${first}`.trimEnd(), ...more.map((line) => `${' '.repeat(before)}${line}`)];
  });
}

/** At spaces; a word that is longer than a line stays whole. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
