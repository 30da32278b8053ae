import type { Speed } from './ids.ts';
import type { Look } from './look.ts';

export interface Processor {
  readonly cores: number | null;
  /** For example `Cortex-A72`; a PC's model name. */
  readonly name: string | null;
  /** Of mixed cores the smaller ones count. */
  readonly speed: Speed;
}

/** CPU part numbers of Arm's own cores (implementer 0x41) on boards of the last ten years. */
const armCores: Readonly<Record<string, readonly [name: string, speed: Speed]>> = {
  '0xb76': ['ARM1176', 'small'],
  '0xc07': ['Cortex-A7', 'small'],
  '0xd03': ['Cortex-A53', 'small'],
  '0xd04': ['Cortex-A35', 'small'],
  '0xd05': ['Cortex-A55', 'small'],
  '0xd08': ['Cortex-A72', 'large'],
  '0xd09': ['Cortex-A73', 'large'],
  '0xd0a': ['Cortex-A75', 'large'],
  '0xd0b': ['Cortex-A76', 'large'],
  '0xd41': ['Cortex-A78', 'large'],
};

/** An unknown Arm or RISC-V core counts as small: the cautious values. */
export function processorOf(look: Look): Processor {
  const text = look.text('/proc/cpuinfo') ?? '';
  const cores = [...text.matchAll(/^processor\s*:/gm)].length;
  const parts = [...new Set([...text.matchAll(/^CPU part\s*:\s*(0x[0-9a-f]+)/gim)].map((found) => found[1] ?? ''))];
  const model = /^(?:model name|Model)\s*:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? null;
  if (parts.length === 0) {
    const isPc = /^vendor_id\s*:/m.test(text);
    return { cores: cores || null, name: model, speed: isPc ? 'large' : 'small' };
  }
  const known = parts.map((part) => armCores[part.toLowerCase()]);
  return {
    cores: cores || null,
    name: parts.map((part, index) => known[index]?.[0] ?? part).join(' + '),
    speed: known.every((core) => core?.[1] === 'large') ? 'large' : 'small',
  };
}
