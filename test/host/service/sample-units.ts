import { memoryLimits } from '../../../core/host/service/memory-limits.ts';
import type { UnitWish } from '../../../core/host/service/systemd-unit.ts';

/** A unit for a board with 1 GB, where everything is at hand. */
export function unitWish(scope: UnitWish['scope'], more: Partial<UnitWish> = {}): UnitWish {
  return {
    scope,
    node: process.execPath,
    program: '/usr/lib/membridge/membridge.mjs',
    homeFolder: '/home/person/.membridge',
    memoryFolder: '/home/person/.claude-mem',
    remoteFolder: null,
    account: scope === 'system' ? 'daemon' : null,
    environment: {},
    memory: memoryLimits(2 ** 30),
    canLimitMemory: true,
    sandbox: 'full',
    systemdVersion: 252,
    ...more,
  };
}
