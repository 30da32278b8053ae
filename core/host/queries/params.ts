import type { z } from 'zod';
import type { queries, QueryName } from '../api/contract-panel.ts';

/** What a question is asked with, as the API parsed it. */
export type Params<Name extends QueryName> = z.output<(typeof queries)[Name]['params']>;
