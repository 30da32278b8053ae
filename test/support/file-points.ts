/** Points before and after every change that this process makes to a name or a file through node:fs. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import type { AtPoint } from './crash-points.ts';

const changing = 'rename rm rmdir link mkdir copyFile writeFile chmod'.split(' ');

/** From now on, also for modules that imported the functions by name. Only for a process that is about to be killed. */
export function traceFiles(at: AtPoint): void {
  const owner = fs.promises as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  for (const name of changing) {
    const call = owner[name];
    if (call === undefined) throw new Error(`node:fs has no ${name}`);
    owner[name] = async (...args) => {
      const point = `file.${name} ${nameOf(args[0])}`;
      at(`before ${point}`);
      const result = await Reflect.apply(call, fs.promises, args);
      at(`after ${point}`);
      return result;
    };
  }
  syncBuiltinESMExports();
}

/** Without what is random or counts processes. */
function nameOf(path: unknown): string {
  return basename(String(path))
    .replaceAll(/[0-9a-f]{8,}/g, '*')
    .replaceAll(/\d{2,}/g, '#');
}
