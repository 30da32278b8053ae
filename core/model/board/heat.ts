import type { Look } from '../tune/look.ts';

export interface Heat {
  /** Of the processor; of the hottest place where none is named so. */
  readonly celsius: number;
  /** As the kernel names the place, for example `cpu-thermal`. */
  readonly zone: string;
}

/** No board has more places that tell. */
const zonesMax = 32;
/** What no board survives is a sensor that is not there. */
const celsiusRange = { min: -60, max: 160 };

/** By /sys/class/thermal; null where nothing tells. */
export function heatOf(look: Look): Heat | null {
  const folder = '/sys/class/thermal';
  const names = look.tree.names(folder).filter((name) => /^thermal_zone\d+$/.test(name));
  const zones = names.slice(0, zonesMax).flatMap((name): Heat[] => {
    const milli = look.number(`${folder}/${name}/temp`);
    if (milli === null) return [];
    const celsius = milli / 1_000;
    if (celsius < celsiusRange.min || celsius > celsiusRange.max) return [];
    return [{ celsius, zone: look.line(`${folder}/${name}/type`)?.slice(0, zoneCharsMax) ?? name }];
  });
  const ofProcessor = zones.filter(({ zone }) => /cpu|soc|x86_pkg|package/i.test(zone));
  const chosen = ofProcessor.length > 0 ? ofProcessor : zones;
  return chosen.toSorted((one, other) => other.celsius - one.celsius)[0] ?? null;
}

/** As long as the kernel lets it be (THERMAL_NAME_LENGTH is 20), and some more. */
const zoneCharsMax = 64;

export const slowdowns = ['under-voltage', 'frequency-capped', 'throttled', 'soft-temperature-limit'] as const;
export type Slowdown = (typeof slowdowns)[number];

/** What made a Raspberry Pi slower than it could be. */
export interface Throttled {
  readonly now: readonly Slowdown[];
  readonly sinceBoot: readonly Slowdown[];
}

/** The word of the firmware, by a file: bits 0 to 3 are of now, 16 to 19 since the start. Null on other boards. */
export function throttledOf(look: Look): Throttled | null {
  const word = look.line('/sys/devices/platform/soc/soc:firmware/get_throttled');
  const bits = /^(?:0x)?([\da-f]{1,8})$/i.exec(word ?? '')?.[1];
  if (bits === undefined) return null;
  const value = Number.parseInt(bits, 16);
  const named = (from: number) => slowdowns.filter((_, bit) => Math.floor(value / 2 ** (from + bit)) % 2 === 1);
  return { now: named(0), sinceBoot: named(16) };
}
