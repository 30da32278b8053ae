import {
  Activity as ActivityIcon,
  BookOpen,
  GitCompareArrows,
  HistoryIcon,
  House,
  type LucideIcon,
  MemoryStick,
  MonitorSmartphone,
  PlugZap,
  Settings as SettingsIcon,
  Stethoscope,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { Activity } from './views/activity.tsx';
import { Board } from './views/board.tsx';
import { Conflicts } from './views/conflicts.tsx';
import { Devices } from './views/devices.tsx';
import { Doctor } from './views/doctor.tsx';
import { ForcePull } from './views/force-pull.tsx';
import { ForcePush } from './views/force-push.tsx';
import { Held } from './views/held.tsx';
import { History } from './views/history.tsx';
import { Home } from './views/home.tsx';
import { Memories } from './views/memories.tsx';
import { Settings } from './views/settings.tsx';
import { Setup } from './views/setup.tsx';

export interface ViewEntry {
  readonly name: string;
  readonly path: string;
  readonly icon: LucideIcon;
  readonly View: ComponentType<{ readonly path: string }>;
  /** In the rail only where there is something to see in it. */
  readonly isOptional?: true;
}

/** Every view, in the order of the rail. */
export const views: readonly [ViewEntry, ...ViewEntry[]] = [
  { name: 'home', path: '/', icon: House, View: HomeAt },
  { name: 'activity', path: '/activity', icon: ActivityIcon, View: Activity },
  { name: 'memories', path: '/memories', icon: BookOpen, View: Memories },
  { name: 'history', path: '/history', icon: HistoryIcon, View: History },
  { name: 'conflicts', path: '/conflicts', icon: GitCompareArrows, View: Conflicts },
  { name: 'devices', path: '/devices', icon: MonitorSmartphone, View: Devices },
  { name: 'board', path: '/board', icon: MemoryStick, View: Board, isOptional: true },
  { name: 'settings', path: '/settings', icon: SettingsIcon, View: Settings },
  { name: 'doctor', path: '/doctor', icon: Stethoscope, View: Doctor },
];

/** Reached from where it is needed, and shown by itself while nothing is connected. */
const unlisted: readonly ViewEntry[] = [{ name: 'setup', path: '/setup', icon: PlugZap, View: Setup }];

/** The view of an address, which may name something in it: `/memories/o12`; the first one where there is none. */
export function viewAt(path: string): ViewEntry {
  return [...views, ...unlisted].find((view) => path === view.path || path.startsWith(`${view.path}/`)) ?? views[0];
}

/** Home, and the acts that stand over it at addresses of their own. */
function HomeAt({ path }: { readonly path: string }) {
  return (
    <>
      <Home />
      {path === '/force-push' && <ForcePush />}
      {path === '/force-pull' && <ForcePull />}
      {path === '/held' && <Held />}
    </>
  );
}
