import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { HostStatus } from '../../core/host/api/contract.ts';
import { hostNames } from '../../core/host/api/guard.ts';
import { panelFiles } from '../../core/host/api/panel-files.ts';
import { serve } from '../../core/host/api/server.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { apiScene, type ApiScene } from '../host/api/api-scene.ts';

/** The real page behind the real API; the host behind it says what a test tells it to say. */
export interface PanelScene extends ApiScene {
  /** With a code that has not been used. */
  readonly address: string;
  /** The host's word is another one from now on. */
  say(status: HostStatus): void;
  /** The host is gone, as after a power cut; `reopen` brings it back at the same port. */
  close(): Promise<void>;
  reopen(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');

export async function panelScene(t: Pick<TestContext, 'after'>): Promise<PanelScene> {
  let names: readonly string[] = [];
  const scene = apiScene({ panel: panelFiles(join(root, 'dist/panel')), hostsAllowed: () => names });
  const serveAt = (port: number) => serve(scene.handler, { address: '127.0.0.1', port, clock: systemClock });
  let serving = await serveAt(0);
  const { port } = serving;
  t.after(() => serving.close(0));
  names = hostNames(port);
  return {
    ...scene,
    address: `http://127.0.0.1:${port}/#code=${scene.face.codes.issue().code}`,
    say(status) {
      scene.next.status = status;
      scene.events.append({ kind: 'status', data: status });
    },
    close: () => serving.close(0),
    async reopen() {
      serving = await serveAt(port);
      if (serving.port !== port) throw new Error(`port ${port} was taken meanwhile`);
    },
  };
}
