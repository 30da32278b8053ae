/** A change of a text file as `diff -u` has it: what goes, what comes, and a line around each place. */
export function HooksDiff({ lines, label }: { readonly lines: readonly string[]; readonly label: string }) {
  return (
    // What scrolls must be reached by keyboard.
    <div className="diff" role="region" aria-label={label} tabIndex={0}>
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have no other name, and never move
        <code key={index} className={kindOf(line)}>
          {line}
        </code>
      ))}
    </div>
  );
}

function kindOf(line: string): string {
  if (line.startsWith('+')) return 'put-in';
  if (line.startsWith('-')) return 'taken-out';
  return 'around';
}
