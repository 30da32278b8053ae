import { House, type LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { Home } from './views/home.tsx';

export interface ViewEntry {
  readonly name: string;
  readonly path: string;
  readonly icon: LucideIcon;
  readonly View: ComponentType;
}

/** Every view, in the order of the rail. */
export const views: readonly [ViewEntry, ...ViewEntry[]] = [{ name: 'home', path: '/', icon: House, View: Home }];

/** The view of an address; the first one where there is none. */
export function viewAt(path: string): ViewEntry {
  return views.find((view) => view.path === path) ?? views[0];
}
