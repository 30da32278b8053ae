/**
 * Runs `task` every `everyMs` until the returned function is called. It never keeps the process alive: what must be
 * kept fresh by a beat is meant to lapse when its process ends.
 */
export type Heartbeat = (everyMs: number, task: () => void) => () => void;
