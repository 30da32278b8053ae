import { useSyncExternalStore, type MouseEvent } from 'react';

/** Where the panel is: the path of its address, as the window's history has it. */
export function usePath(): string {
  return useSyncExternalStore(listen, () => location.pathname);
}

let left: Element | null = null;

/** What had the focus when the last way was gone. */
export function leftAt(): Element | null {
  return left;
}

/** Goes to a view without loading the page again. */
export function go(path: string): void {
  left = document.activeElement;
  if (path !== location.pathname + location.search) history.pushState(null, '', path);
  for (const listener of listeners) listener();
  document.querySelector('main')?.focus();
}

/** Takes the place of where one is: the way back does not lead here again. */
export function goInstead(path: string): void {
  history.replaceState(null, '', path);
  for (const listener of listeners) listener();
}

/** For links: a plain click stays in the page, every other one is the browser's. */
export function follow(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  go(event.currentTarget.pathname + event.currentTarget.search);
}

const listeners = new Set<() => void>();

/** Calls when the address is another one. */
export function listen(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}
