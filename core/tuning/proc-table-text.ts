import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseStat, type StatFacts } from '../model/cleanup/proc-text.ts';

export function statOf(folder: string, pid: number): StatFacts | null {
  const text = textOf(join(folder, String(pid), 'stat'));
  return text === null ? null : parseStat(text);
}

/** Null for what is not there, or not for us to see. */
export function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

export function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
