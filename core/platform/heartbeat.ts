import type { Heartbeat } from '../ports/heartbeat.ts';

/** The port by Node's timers. */
export const timerHeartbeat: Heartbeat = (everyMs, task) => {
  const timer = setInterval(task, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
