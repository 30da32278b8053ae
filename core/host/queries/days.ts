import type { DeviceId } from '../../model/ids.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import { shownDevice, type QueryDesk } from './desk.ts';
import type { Params } from './params.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** `devices` of the contract. */
const devicesMax = 200;

type Desk = Pick<QueryDesk, 'mode' | 'own' | 'store' | 'memory' | 'now'>;

/** Memories of all kinds for each of the last days, today among them; a day without any is there too. */
export async function daysAnswer(desk: Desk, asked: Params<'days'>): Promise<QueryAnswer<'days'>> {
  const offsetMs = asked.offsetMinutes * minuteMs;
  const today = Math.floor((desk.now + offsetMs) / dayMs);
  const first = Math.max(0, today - asked.days + 1);
  const days = Array.from({ length: Math.max(1, today - first + 1) }, (_, index) => ({
    day: new Date((first + index) * dayMs).toISOString().slice(0, 'yyyy-mm-dd'.length),
    counts: {} as Record<string, number>,
  }));
  const memory = await desk.memory();
  const counted = memory?.perDay(first * dayMs - offsetMs, (today + 1) * dayMs - offsetMs, offsetMs) ?? [];
  const ids = new Set<string>();
  for (const { day, origin, count } of counted) {
    // In mirror mode nobody knows who wrote what; what nobody has looked at was written here.
    const id = desk.mode === 'mirror' ? '' : (origin ?? desk.own.id);
    const counts = days[day - first]?.counts;
    if (counts === undefined) continue;
    counts[id] = (counts[id] ?? 0) + count;
    if (id !== '') ids.add(id);
  }
  const devices = [...ids].slice(0, devicesMax).map((id) => shownDevice(desk, id as DeviceId));
  return { devices: devices.toSorted((a, b) => (a.label < b.label ? -1 : Number(a.label > b.label))), days };
}
