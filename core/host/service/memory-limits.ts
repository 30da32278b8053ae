/** What the service may take, by the machine's memory; MiB. */
export interface MemoryLimits {
  /** V8's heap of each of our threads. */
  readonly heapMib: number;
  /** Kept from being reclaimed for others. */
  readonly lowMib: number;
  /** From here on the kernel slows us down and takes pages back. */
  readonly highMib: number;
  /** Above this the service is ended, and started again. */
  readonly maxMib: number;
}

const mib = 2 ** 20;

/** A board sold as "1 GB" shows 870 to 980 MiB, hence the odd bounds. */
const steps: readonly (readonly [upToMib: number, MemoryLimits])[] = [
  [1_331, { heapMib: 96, lowMib: 64, highMib: 192, maxMib: 256 }],
  [2_662, { heapMib: 128, lowMib: 96, highMib: 256, maxMib: 320 }],
  [5_325, { heapMib: 192, lowMib: 128, highMib: 320, maxMib: 448 }],
];
const roomy: MemoryLimits = { heapMib: 256, lowMib: 128, highMib: 448, maxMib: 640 };

/** The limits for a machine with so much memory. */
export function memoryLimits(machineBytes: number): MemoryLimits {
  return steps.find(([upToMib]) => machineBytes <= upToMib * mib)?.[1] ?? roomy;
}
