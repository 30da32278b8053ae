import { useState } from 'react';
import { useAnswer } from './answers.ts';
import { useHostView } from './host-view.ts';
import { usePath } from './route.ts';

/** Conflicts that nobody has looked at; 0 while it is not known. Asked anew where one may have been settled. */
export function useOpenConflicts(): number {
  const path = usePath();
  const { known } = useHostView();
  const place = path.startsWith('/conflicts') ? path : '';
  const { answer } = useAnswer(`open conflicts ${known?.host.state ?? ''} ${place}`, (client, signal) =>
    client.query('conflicts', { limit: 1 }, signal),
  );
  const [open, keep] = useState(0);
  // What was told last stays while it is asked anew.
  if (answer.kind === 'ready' && answer.value.open !== open) keep(answer.value.open);
  return open;
}
