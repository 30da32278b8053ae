import { useEffect, useRef } from 'react';
import type { HostView } from '../host-view.ts';
import { goInstead } from '../route.ts';

/**
 * Whoever opens the panel of a machine that is connected to nothing sees the first run. Once: after that they go where they
 * want, and the state says how to come back.
 */
export function useFirstRun({ known }: HostView, path: string): void {
  const isSeen = useRef(false);
  useEffect(() => {
    if (known === null || isSeen.current) return;
    isSeen.current = true;
    const { state, why } = known.host;
    if (path === '/' && state === 'setup' && why === 'not-connected') goInstead('/setup');
  }, [known, path]);
}
