/** `noun.past-verb`, for example `snapshot.published`. */
export type EventName = `${string}.${string}`;

/** One JSON line per event. Values must be plain data; secrets redact themselves (platform/secret.ts). */
export interface Logger {
  info(event: EventName, data?: Readonly<Record<string, unknown>>): void;
  warn(event: EventName, data?: Readonly<Record<string, unknown>>): void;
  error(event: EventName, data?: Readonly<Record<string, unknown>>): void;
}
