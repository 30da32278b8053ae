import { readFileSync } from 'node:fs';

/** VmHWM only grows, so that a look now and then misses nothing but the last moment. */
const lookEveryMs = 10;

/** Watches a process from outside, as the kernel counts it. The function ends it and gives the peak, in bytes. Linux only. */
export function watchPeak(pid: number | undefined): () => number {
  let peakBytes = 0;
  const look = () => (peakBytes = Math.max(peakBytes, peakOf(pid)));
  look();
  const timer = setInterval(look, lookEveryMs);
  return () => {
    clearInterval(timer);
    return peakBytes;
  };
}

/** Zero once the process is gone. */
function peakOf(pid: number | undefined): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
