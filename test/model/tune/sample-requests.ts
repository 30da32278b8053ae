import fc from 'fast-check';
import type { HelperRequest } from '../../../core/model/tune/helper-wire.ts';
import { overlayIds, profileIds, storageIds } from '../../../core/model/tune/ids.ts';

const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const profile = fc.option(fc.constantFrom(...profileIds));
/** In the order of the list, one disk at most. */
const overlays = fc
  .tuple(fc.option(fc.constantFrom(...storageIds)), fc.boolean())
  .map(([disk, isHeavy]) => overlayIds.filter((each) => each === disk || (isHeavy && each === 'worker-heavy')));

/** Else some would have no prototype. */
const plain = { noNullPrototype: true };

/** Every request that the helper understands. */
export const tidyRequest: fc.Arbitrary<HelperRequest> = fc.oneof(
  fc.constant<HelperRequest>({ format: 1, verb: 'facts' }),
  fc.record({ format: fc.constant(1 as const), verb: fc.constant('plan' as const), profile, overlays }, plain),
  fc.record({ format: fc.constant(1 as const), verb: fc.constant('apply' as const), profile, overlays, hash }, plain),
  fc.constant<HelperRequest>({ format: 1, verb: 'confirm' }),
  fc.boolean().map((onlyLast): HelperRequest => ({ format: 1, verb: 'revert', onlyLast })),
);
