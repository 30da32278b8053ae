/** Every file that is not an object begins like this: no key can (object-key.ts), so no reader takes it for one. */
const mark = '.tmp-';
const pattern = /^\.tmp-(?:claim-.+|([a-z0-9]{1,64})-(\d{1,10})-[0-9a-f]{16})$/;

/** Random bytes in a name: no two writes share one. */
export const temporaryNameBytes = 8;

export interface TemporaryName {
  /** Who made it; null for a claim, which anybody may break. */
  readonly writer: { readonly id: string; readonly pid: number } | null;
}

/** `id` names the home that writes, `unique` is temporaryNameBytes in hex. */
export function temporaryName(id: string, pid: number, unique: string): string {
  return `${mark}${id}-${pid}-${unique}`;
}

/** Held while one writer gives an object its name on a file system without hard links. */
export function claimName(objectName: string): string {
  return `${mark}claim-${objectName}`;
}

/** Null for every name that is not a temporary one of ours. */
export function parseTemporaryName(name: string): TemporaryName | null {
  const match = pattern.exec(name);
  if (match === null) return null;
  return { writer: match[1] === undefined ? null : { id: match[1], pid: Number(match[2]) } };
}
