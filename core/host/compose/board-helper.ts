import { fail } from '../../model/errors.ts';
import { helperSocket } from '../../model/tune/helper-wire.ts';
import type { PlanningHelper } from '../../ports/board-helper.ts';
import { socketHelper } from '../../tuning/helper-client.ts';
import type { Tools } from './tools.ts';

/** This machine's root helper, as an account without root's rights asks it. Nothing is started before it acts. */
export function boardHelper({ at }: Pick<Tools, 'at'>): PlanningHelper {
  return at.platform === 'linux' ? socketHelper(helperSocket) : noHelper;
}

/** It lives in systemd. */
const noHelper: PlanningHelper = {
  sight: () => Promise.resolve('absent'),
  planHash: () => Promise.resolve(null),
  act: () => Promise.reject(fail('tune-helper-silent', { socket: helperSocket, reason: 'not-linux' })),
};
