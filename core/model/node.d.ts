/** All that the model may know of Node, and of it only sha256.ts: what computes, and reaches nothing outside. */
declare module 'node:crypto' {
  export function hash(algorithm: 'sha256', data: string, encoding: 'hex'): string;
}
