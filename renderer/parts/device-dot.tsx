/** A machine's mark: one of six colours, each with a shape of its own. */
export function DeviceDot({ lane }: { readonly lane: number }) {
  const number = lane % markShapes.length;
  return (
    <svg
      className="dot"
      viewBox="0 0 12 12"
      width="12"
      height="12"
      aria-hidden
      style={{ color: `var(--lane-${number + 1})` }}
    >
      {markShapes[number]}
    </svg>
  );
}

/** Drawn in a box of 12 by 12. */
export const markShapes = [
  <circle key="circle" cx="6" cy="6" r="5" fill="currentColor" />,
  <rect key="square" x="1.5" y="1.5" width="9" height="9" fill="currentColor" />,
  <path key="triangle" d="M6 1 11 10.5H1Z" fill="currentColor" />,
  <path key="diamond" d="M6 0.5 11.5 6 6 11.5 0.5 6Z" fill="currentColor" />,
  <circle key="ring" cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2.5" />,
  <path key="bar" d="M1 4h10v4H1Z" fill="currentColor" />,
];
