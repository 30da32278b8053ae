import type { Base } from '../../core/model/base.ts';
import type { Head } from '../../core/model/head.ts';
import type { DeviceId, Epoch, Instant, Nonce, Revision, Sha256 } from '../../core/model/ids.ts';
import type { Observation } from '../../core/model/observation.ts';

/** Small values of the model for tests: name what matters, the rest is filled in. */
export const digest = (letter: string) => letter.repeat(64) as Sha256;
export const nonce = (letter: string) => letter.repeat(16) as Nonce;
export const device = (letter: string) => letter.repeat(32) as DeviceId;

export function head(
  revision: number,
  of: { nonce: string; parent?: Head | null; epoch?: number; device?: string; digest?: string; rows?: number },
): Head {
  const who = device(of.device ?? 'a');
  return {
    format: 1,
    kind: 'head',
    revision: revision as Revision,
    nonce: nonce(of.nonce),
    parent: of.parent ? { revision: of.parent.revision, nonce: of.parent.nonce } : null,
    epoch: (of.epoch ?? 0) as Epoch,
    device: who,
    label: `machine ${of.device ?? 'a'}`,
    at: 1_700_000_000_000 as Instant,
    why: 'push',
    manifest: {
      key: `snapshots/${who}/${String(revision).padStart(10, '0')}-${nonce(of.nonce)}/manifest.json`,
      storedSha256: digest('9'),
    },
    image: { bytes: 4096, sha256: digest('8') },
    content: { digest: digest(of.digest ?? of.nonce), rows: { observations: of.rows ?? 10 } },
  };
}

export function baseOf(of: Head, changed: Partial<Base> = {}): Base {
  const { revision, epoch, nonce: named, device: who, content, at } = of;
  return {
    revision,
    epoch,
    nonce: named,
    device: who,
    digest: content.digest,
    rows: content.rows,
    at,
    declined: null,
    ...changed,
  };
}

export function observation(of: Partial<Observation> = {}): Observation {
  return {
    intent: 'sync',
    confirmed: false,
    local: { kind: 'none' },
    base: null,
    remote: { kind: 'none' },
    baseHead: of.base ? 'present' : 'no-base',
    ...of,
  };
}

export function content(letter: string, rows = 10): Observation['local'] {
  return { kind: 'content', digest: digest(letter), rows: { observations: rows }, schemaVersions: [] };
}
