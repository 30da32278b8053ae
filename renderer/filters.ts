import { useSyncExternalStore } from 'react';
import { listen } from './route.ts';

/** What follows the `?` of the address: filters stand there, so that the way back has them. */
export function useFilters(): URLSearchParams {
  return new URLSearchParams(useSyncExternalStore(listen, () => location.search));
}

/** Sets one; '' takes it away. `instead`: the way back does not lead to what was before. */
export function setFilter(name: string, value: string, instead: boolean): void {
  const filters = new URLSearchParams(location.search);
  if (value === (filters.get(name) ?? '')) return;
  if (value === '') filters.delete(name);
  else filters.set(name, value);
  const words = filters.toString();
  const address = words === '' ? location.pathname : `${location.pathname}?${words}`;
  if (instead) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
}

let searched = '';

/** How the list of memories was narrowed last in this window: whoever read one of them goes back to that. */
export function lastSearch(): string {
  return searched;
}

listen(() => {
  if (location.pathname === '/memories') searched = location.search;
});
