/** A sentence of ours in which a command stands between backticks: it is shown as what one types. */
export function Sentence({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- parts of a sentence have no other name
      <code key={index} className="typed">
        {part}
      </code>
    ),
  );
}
