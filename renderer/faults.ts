import type { TFunction } from 'i18next';
import { HostFault } from '../core/host/api/client.ts';

/** A fault in a form that people read. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** A command that ended otherwise than well, with what its document says of it. */
export class CommandFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.name = 'CommandFault';
    this.fault = fault;
  }
}

/** Whatever was thrown: an answer of the host says it itself, everything else is that nobody answered. */
export function faultOf(error: unknown, t: TFunction): Fault {
  if (error instanceof CommandFault) return error.fault;
  if (error instanceof HostFault) return { code: error.code, message: error.message, hint: error.hint };
  return { code: 'no-answer', message: t('failures.noAnswer'), hint: t('failures.noAnswerHint') };
}
