import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CloudOff,
  GitCompareArrows,
  Hourglass,
  Lock,
  PlugZap,
  RefreshCw,
  Unplug,
} from 'lucide-react';
import type { Face } from '../state.ts';

/** A shape of its own for every state: colour only adds to it. */
const icons = {
  'in-sync': CircleCheck,
  pending: Hourglass,
  syncing: RefreshCw,
  offline: CloudOff,
  paused: CirclePause,
  locked: Lock,
  conflict: GitCompareArrows,
  braked: Ban,
  error: CircleAlert,
  setup: PlugZap,
  lost: Unplug,
  opening: CircleDashed,
} as const;

export function StateIcon({ face, size }: { readonly face: Face; readonly size: number }) {
  const Icon = icons[face.shown];
  return <Icon className={`icon weight-${face.weight}`} size={size} aria-hidden />;
}
