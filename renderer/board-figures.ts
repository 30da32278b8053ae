import type { TFunction } from 'i18next';
import { ratesBetween, type TimedSample, writtenPerDay } from '../core/model/board/rates.ts';
import { zramRatio } from '../core/model/board/zram-use.ts';
import { bytesIn } from './amounts.ts';
import type { Point } from './parts/spark-line.tsx';
import { timesIn } from './time.ts';

/** One number of the machine as it is shown: now, how it went, and what belongs to it in words. */
export interface BoardFigure {
  readonly name: string;
  /** Null: not told; `notes` then say so in words. */
  readonly value: string | null;
  readonly notes: readonly Note[];
  readonly points: readonly Point[];
  readonly range: readonly [low: number, high: number];
  /** A value of `points` as it is written. */
  readonly write: (value: number) => string;
}

export interface Note {
  readonly text: string;
  readonly weight: 'quiet' | 'attention' | 'problem';
}

export interface Speaker {
  readonly t: TFunction;
  readonly language: string;
}

const quiet = (text: string): Note => ({ text, weight: 'quiet' });
const attention = (text: string): Note => ({ text, weight: 'attention' });

/** Every number of the newest sample, in the order in which a person looks. None where nothing was told yet. */
export function boardFigures(samples: readonly TimedSample[], speaker: Speaker): Record<FigureId, BoardFigure> | null {
  const now = samples.at(-1);
  if (now === undefined) return null;
  const told = { samples, now, speaker };
  return {
    memory: memoryFigure(told),
    swap: swapFigure(told),
    zram: zramFigure(told),
    pressureMemory: pressureFigure(told, 'memory', 'pressureMemory'),
    pressureIo: pressureFigure(told, 'io', 'pressureIo'),
    pressureCpu: pressureFigure(told, 'cpu', 'pressureCpu'),
    heat: heatFigure(told),
    writes: writesFigure(told),
  };
}

export const figureIds = [
  'memory',
  'swap',
  'zram',
  'heat',
  'pressureMemory',
  'pressureIo',
  'pressureCpu',
  'writes',
] as const;
export type FigureId = (typeof figureIds)[number];

interface Told {
  readonly samples: readonly TimedSample[];
  readonly now: TimedSample;
  readonly speaker: Speaker;
}

function pointsOf(
  { samples }: Told,
  value: (sample: TimedSample, before: TimedSample | null) => number | null,
): Point[] {
  return samples.map((sample, index) => ({ at: sample.at, value: value(sample, samples[index - 1] ?? null) }));
}

function memoryFigure(told: Told): BoardFigure {
  const { now, speaker } = told;
  const { t, language } = speaker;
  const usedOf = ({ memory }: TimedSample) =>
    memory === null || memory.availableBytes === null ? null : memory.totalBytes - memory.availableBytes;
  const used = usedOf(now);
  const total = now.memory?.totalBytes ?? 0;
  return {
    name: t('board.gauges.memory'),
    value: used === null ? null : bytesIn(language, used),
    notes:
      used === null
        ? [quiet(t('board.notTold'))]
        : [
            quiet(
              t('board.gauges.memoryOf', { total: bytesIn(language, total), free: bytesIn(language, total - used) }),
            ),
          ],
    points: pointsOf(told, usedOf),
    range: [0, total],
    write: (value) => bytesIn(language, value),
  };
}

function swapFigure(told: Told): BoardFigure {
  const { now, samples, speaker } = told;
  const { t, language } = speaker;
  const before = samples.at(-2);
  const rates = before === undefined ? null : ratesBetween(before, now);
  const { swappedInPerSecond: into = null, swappedOutPerSecond: out = null } = rates ?? {};
  const pages = (count: number) => numberIn(language, count);
  return {
    name: t('board.gauges.swap'),
    value: now.swap === null ? null : bytesIn(language, now.swap.usedBytes),
    notes: [
      quiet(
        now.swap === null
          ? t('board.gauges.swapNone')
          : t('board.gauges.swapOf', { total: bytesIn(language, now.swap.sizeBytes) }),
      ),
      ...(into === null || out === null
        ? []
        : [quiet(t('board.gauges.swapPages', { into: pages(into), out: pages(out) }))]),
    ],
    points: pointsOf(told, ({ swap }) => swap?.usedBytes ?? null),
    range: [0, now.swap?.sizeBytes ?? 1],
    write: (value) => bytesIn(language, value),
  };
}

function zramFigure(told: Told): BoardFigure {
  const { t, language } = told.speaker;
  const { zram } = told.now;
  const name = t('board.gauges.zram');
  const write = (value: number) => t('board.gauges.zramRatio', { ratio: numberIn(language, value, 2) });
  const points = pointsOf(told, (sample) => (sample.zram === null ? null : zramRatio(sample.zram)));
  if (zram === null)
    return { name, value: null, notes: [quiet(t('board.gauges.zramNone'))], points, range: [0, 1], write };
  const ratio = zramRatio(zram);
  const { storedBytes, usedBytes, limitBytes, failedWrites, writtenBackBytes } = zram;
  const bytes = (amount: number) => bytesIn(language, amount);
  return {
    name,
    value: ratio === null ? t('board.gauges.zramEmpty') : write(ratio),
    notes: [
      ...(ratio === null
        ? []
        : [quiet(t('board.gauges.zramHolds', { stored: bytes(storedBytes), used: bytes(usedBytes) }))]),
      limitBytes === 0
        ? attention(t('board.gauges.zramNoLimit'))
        : quiet(t('board.gauges.zramLimit', { limit: bytes(limitBytes) })),
      ...(failedWrites === null || failedWrites === 0
        ? []
        : [attention(t('board.gauges.zramFailed', { count: failedWrites }))]),
      ...(writtenBackBytes === null || writtenBackBytes === 0
        ? []
        : [quiet(t('board.gauges.zramBack', { bytes: bytes(writtenBackBytes) }))]),
    ],
    points,
    range: [1, Math.max(4, ...points.map(({ value }) => value ?? 0))],
    write,
  };
}

/** A tenth of the time is a lot: less would be a line at the ground. */
const pressureTop = 10;

function pressureFigure(told: Told, of: 'memory' | 'io' | 'cpu', name: FigureId): BoardFigure {
  const { now, speaker } = told;
  const { t, language } = speaker;
  const pressure = now.pressure[of];
  const points = pointsOf(told, (sample) => sample.pressure[of]?.some10 ?? null);
  const write = (value: number) => percentIn(language, value);
  return {
    name: t(`board.gauges.${name}`),
    value: pressure === null ? null : write(pressure.some10),
    notes: [
      quiet(
        pressure === null
          ? t('board.gauges.pressureNone')
          : t('board.gauges.pressureOver', { minute: write(pressure.some60) }),
      ),
    ],
    points,
    range: [0, Math.max(pressureTop, ...points.map(({ value }) => value ?? 0))],
    write,
  };
}

/** What a board is like from a cold room to where it slows itself down. */
const heatRange = [20, 90] as const;

function heatFigure(told: Told): BoardFigure {
  const { now, speaker } = told;
  const { t, language } = speaker;
  const { heat, throttled } = now;
  const write = (celsius: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: 'celsius', maximumFractionDigits: 1 }).format(celsius);
  const list = (what: readonly string[]) =>
    new Intl.ListFormat(language).format(what.map((each) => t(`board.slow.${each}`)));
  const slow = throttled === null ? [] : [slowNote()];
  return {
    name: t('board.gauges.heat'),
    value: heat === null ? null : write(heat.celsius),
    notes: [
      quiet(heat === null ? t('board.gauges.heatNone') : t('board.gauges.heatZone', { zone: heat.zone })),
      ...slow,
    ],
    points: pointsOf(told, (sample) => sample.heat?.celsius ?? null),
    range: heatRange,
    write,
  };

  function slowNote(): Note {
    if (throttled !== null && throttled.now.length > 0)
      return { text: t('board.slow.now', { what: list(throttled.now) }), weight: 'problem' };
    if (throttled !== null && throttled.sinceBoot.length > 0)
      return attention(t('board.slow.before', { what: list(throttled.sinceBoot) }));
    return quiet(t('board.slow.never'));
  }
}

function writesFigure(told: Told): BoardFigure {
  const { now, speaker } = told;
  const { t, language } = speaker;
  const { disk, uptimeMs } = now;
  const bytes = (amount: number) => bytesIn(language, amount);
  const points = pointsOf(told, (sample, before) =>
    before === null ? null : ratesBetween(before, sample).writtenBytesPerSecond,
  );
  const range = [0, Math.max(100_000, ...points.map(({ value }) => value ?? 0))] as const;
  const name = t('board.gauges.writes');
  const written = disk?.writtenBytes ?? null;
  if (disk === null || written === null)
    return { name, value: null, notes: [quiet(t('board.gauges.writesNone'))], points, range, write: bytes };
  const perDay = writtenPerDay(now);
  const ago = uptimeMs === null ? null : timesIn(language).ago(now.at - uptimeMs, now.at);
  const rate = points.at(-1)?.value ?? null;
  return {
    name,
    value: perDay === null ? bytes(written) : t('board.gauges.writesDay', { bytes: bytes(perDay) }),
    notes: [
      ...(ago === null
        ? []
        : [quiet(t(perDay === null ? 'board.gauges.writesEarly' : 'board.gauges.writesSince', { ago }))]),
      ...(rate === null ? [] : [quiet(t('board.gauges.writesNow', { bytes: bytes(rate) }))]),
      ...wearNotes(disk, speaker),
    ],
    points,
    range,
    write: bytes,
  };
}

function wearNotes(
  { kind, lifetimeBytes, wear }: NonNullable<TimedSample['disk']>,
  { t, language }: Speaker,
): readonly Note[] {
  const { usedPercent = null, reserve = null } = wear ?? {};
  return [
    ...(lifetimeBytes === null
      ? []
      : [quiet(t('board.gauges.writesLife', { bytes: bytesIn(language, lifetimeBytes) }))]),
    ...(usedPercent === null
      ? []
      : [
          {
            text: t('board.gauges.wear', { percent: percentIn(language, usedPercent) }),
            weight: wornWeight(usedPercent),
          },
        ]),
    ...(reserve === null || reserve === 'ok'
      ? []
      : [{ text: t(`board.reserve.${reserve}`), weight: reserve === 'warn' ? 'attention' : 'problem' } as const]),
    ...(kind === 'sd' ? [quiet(t('board.gauges.wearNone'))] : []),
  ];
}

/** From here on a person should think of another one. */
const wornPercent = 80;

function wornWeight(usedPercent: number): Note['weight'] {
  return usedPercent >= wornPercent ? 'attention' : 'quiet';
}

export function percentIn(language: string, percent: number): string {
  // Of a small share one digit would be far from what it is.
  const digits = percent < 1 ? 2 : 1;
  const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits });
  return format.format(percent / 100).replaceAll(' ', '\u00A0');
}

function numberIn(language: string, value: number, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}
