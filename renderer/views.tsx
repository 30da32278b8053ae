import { House, type LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { ForcePull } from './views/force-pull.tsx';
import { ForcePush } from './views/force-push.tsx';
import { Home } from './views/home.tsx';

export interface ViewEntry {
  readonly name: string;
  readonly path: string;
  readonly icon: LucideIcon;
  readonly View: ComponentType<{ readonly path: string }>;
}

/** Every view, in the order of the rail. */
export const views: readonly [ViewEntry, ...ViewEntry[]] = [{ name: 'home', path: '/', icon: House, View: HomeAt }];

/** The view of an address, which may name something in it: `/memories/o12`; the first one where there is none. */
export function viewAt(path: string): ViewEntry {
  return views.find((view) => path === view.path || path.startsWith(`${view.path}/`)) ?? views[0];
}

/** Home, and the two acts that stand over it at addresses of their own. */
function HomeAt({ path }: { readonly path: string }) {
  return (
    <>
      <Home />
      {path === '/force-push' && <ForcePush />}
      {path === '/force-pull' && <ForcePull />}
    </>
  );
}
