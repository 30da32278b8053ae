import type { ConnectRequest, SetupDocument, SetupFault, SetupTest, TestRequest } from './api/contract-setup.ts';

/**
 * What a panel asks for to connect this machine. It holds a passphrase and keys: it goes from the body of a request to the
 * engine thread by message, and into nothing that is written, shown or started.
 */
export type SetupAsk =
  /** Looks at the place alone, for so long. */
  | { readonly step: 'test'; readonly request: TestRequest; readonly withinMs: number }
  /** Says what `connect` would do. */
  | { readonly step: 'plan'; readonly request: ConnectRequest }
  | { readonly step: 'connect'; readonly request: ConnectRequest };

/** What came of it. A refusal is told in the language of the request, and names the field. */
export type SetupEnd =
  | { readonly kind: 'told'; readonly answer: SetupTest | SetupDocument }
  | { readonly kind: 'refused'; readonly exit: number; readonly error: SetupFault };
