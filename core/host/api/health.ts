import { apiHeaders } from './api-fault.ts';
import type { Health, HostStatus } from './contract.ts';

/** Whether the host does its work: a fault that a person must mend is none, and neither is what nobody has looked at lately. */
export function healthOf({ host }: HostStatus): Health {
  return { ok: host.state !== 'error' && !host.isStale, state: host.state };
}

export function healthAnswer(status: HostStatus, method: string): Response {
  const health = healthOf(status);
  const body = method === 'HEAD' ? null : JSON.stringify(health);
  return new Response(body, { status: health.ok ? 200 : 503, headers: apiHeaders });
}
