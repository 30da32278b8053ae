/** Looks at the command lines of all processes again and again, as anybody on the machine can. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** A program that starts, works and ends lives longer than this. */
const everyMs = 10;

export interface ArgvWatch {
  /** How often all of them were looked at. */
  looks(): number;
  /** Ends the watch. Returns the command lines that `isGuilty` says yes to. */
  stop(): string[];
}

export function watchArguments(isGuilty: (commandLine: string) => boolean): ArgvWatch {
  const guilty = new Set<string>();
  let looks = 0;
  const look = () => {
    looks += 1;
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
      const line = commandLineOf(name);
      if (isGuilty(line)) guilty.add(line);
    }
  };
  const timer = setInterval(look, everyMs);
  return {
    looks: () => looks,
    stop() {
      clearInterval(timer);
      look();
      return [...guilty];
    },
  };
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // Ended meanwhile.
    return '';
  }
}
