import { fail, type MembridgeError } from '../../model/errors.ts';
import type { FaultTold } from './job.ts';

/** For the other thread, whose classes are not ours. */
export function toldFault({ code, exit, data }: MembridgeError): FaultTold {
  return { code, exit, data };
}

/** The fault again, as it was thrown there. */
export function faultOf({ code, data }: FaultTold): MembridgeError {
  return fail(code, data);
}
