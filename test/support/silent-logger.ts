import type { EventName, Logger } from '../../core/ports/logger.ts';

/** Says nothing. */
export const silentLogger: Logger = { info() {}, warn() {}, error() {} };

export interface LoggedEvent {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: EventName;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Keeps what was logged, to be looked at. */
export function keepingLogger(): Logger & { readonly events: readonly LoggedEvent[] } {
  const events: LoggedEvent[] = [];
  return {
    events,
    info: (event, data = {}) => void events.push({ level: 'info', event, data }),
    warn: (event, data = {}) => void events.push({ level: 'warn', event, data }),
    error: (event, data = {}) => void events.push({ level: 'error', event, data }),
  };
}
