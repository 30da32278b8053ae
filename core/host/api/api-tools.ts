import type { Clock } from '../../ports/clock.ts';
import type { Heartbeat } from '../../ports/heartbeat.ts';
import type { Logger } from '../../ports/logger.ts';
import type { RequestInfo } from './guard.ts';
import type { PanelFiles } from './panel-files.ts';

/** What the API works with beside the host. */
export interface ApiTools {
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
  readonly heartbeat: Heartbeat;
  readonly logger: Pick<Logger, 'error'>;
  /** `panelFiles(folder)`; null while there is no panel: a plain page stands in. */
  readonly panel: PanelFiles | null;
}

/** What routes are given beside the request. */
export interface ApiBindings {
  readonly Bindings: { readonly info: RequestInfo };
}
