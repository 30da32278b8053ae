/** A sentence in which `what is typed` stands between backticks. */
export function Prose({ text }: { readonly text: string }) {
  // oxlint-disable-next-line react/no-array-index-key -- pieces have no other name, and never move
  return text.split('`').map((piece, index) => (index % 2 === 1 ? <code key={index}>{piece}</code> : piece));
}
