/** Text and nothing else, with what was found in it marked. Hits are ascending; any that lie outside are left out. */
export function Marked({
  text,
  hits,
}: {
  readonly text: string;
  readonly hits: readonly (readonly [number, number])[];
}) {
  const pieces: { readonly at: number; readonly text: string; readonly isHit: boolean }[] = [];
  let at = 0;
  for (const [begin, end] of hits) {
    if (begin < at || end <= begin || end > text.length) continue;
    pieces.push(
      { at, text: text.slice(at, begin), isHit: false },
      { at: begin, text: text.slice(begin, end), isHit: true },
    );
    at = end;
  }
  return (
    <>
      {pieces.map((piece) =>
        piece.isHit ? <mark key={`hit ${piece.at}`}>{piece.text}</mark> : <span key={piece.at}>{piece.text}</span>,
      )}
      {text.slice(at)}
    </>
  );
}
