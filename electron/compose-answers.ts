import { faultAnswer } from '../core/host/api/api-fault.ts';
import { appChangeSchema, type AppFacts } from '../core/host/api/contract-app.ts';
import { bodyOf } from '../core/host/api/request-body.ts';
import type { LoginItem } from './login-item.ts';

/** Answers the window what is the app's own; `changed` is told after a change. */
export function appAnswers(login: LoginItem, changed: () => void): (request: Request) => Promise<Response> {
  // What the system then says is what is told.
  const facts = () =>
    Response.json({ ok: true, startsAtLogin: login.isOn() } satisfies AppFacts & { ok: true }, {
      headers: { 'cache-control': 'no-store' },
    });
  return async (request) => {
    if (request.method === 'GET') return facts();
    if (request.method !== 'POST') return faultAnswer('method-wrong');
    const said = await bodyOf(request, appChangeSchema);
    if (said.kind === 'refused') return said.answer;
    login.set(said.value.startsAtLogin);
    changed();
    return facts();
  };
}
