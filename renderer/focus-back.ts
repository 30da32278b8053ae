import { useEffect } from 'react';
import { leftAt } from './route.ts';

/** Whatever a dialog was opened from has the focus again when it is gone; where that is gone too, the view has it. */
export function useFocusBack(): void {
  useEffect(() => {
    const here = document.activeElement;
    const opener = here === null || here.matches('body, main') ? leftAt() : here;
    return () => {
      const next = opener?.isConnected === true ? opener : document.querySelector('main');
      if (next instanceof HTMLElement) next.focus();
    };
  }, []);
}
