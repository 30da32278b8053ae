import { sha256Hex } from '../sha256.ts';
import type { BoardFacts } from './facts.ts';
import type { BoardKey, ManagedKey } from './knobs.ts';
import { ownHeader, type OwnPath } from './own-files.ts';

/** One act of a plan. Before it is done, what it finds must be what `before` says; else the plan is stale. */
export type Step =
  | {
      readonly kind: 'file';
      readonly path: OwnPath;
      readonly before:
        | { readonly kind: 'absent' }
        | { readonly kind: 'file'; readonly sha256: string; readonly mode: number };
      readonly after: { readonly text: string; readonly sha256: string; readonly mode: number };
      readonly needs: Needs;
    }
  | {
      readonly kind: 'sysctl';
      readonly key: ManagedKey;
      readonly before: number;
      readonly after: number;
      /** Writing the key zeroes this one: a revert restores whichever side is not zero. */
      readonly counterpart: { readonly key: BoardKey; readonly value: number | null } | null;
      readonly needs: 'live';
    }
  | { readonly kind: 'unit'; readonly act: 'daemon-reload'; readonly needs: 'live' }
  | {
      readonly kind: 'unit';
      readonly act: 'restart';
      readonly unit: string;
      /** Only if what is swapped out fits into free memory at that moment; else it takes effect at the next boot. */
      readonly onlyIf: 'swap-fits-in-memory';
      readonly needs: 'live';
    };

/** When a step takes effect: at once, or at the next boot. */
export type Needs = 'live' | 'reboot';

/** As every package installs such files. */
const fileMode = 0o644;

/** The step that makes one of our files hold these lines; none when it does. */
export function fileStep(
  facts: Pick<BoardFacts, 'own'>,
  path: OwnPath,
  lines: readonly string[],
  needs: Needs,
): Step[] {
  const text = [ownHeader, ...lines, ''].join('\n');
  const found = facts.own.find((file) => file.path === path);
  if (found?.kind === 'ours' && found.text === text && found.mode === fileMode) return [];
  const before =
    found?.kind === 'ours'
      ? ({ kind: 'file', sha256: sha256Hex(found.text), mode: found.mode } as const)
      : ({ kind: 'absent' } as const);
  return [{ kind: 'file', path, before, after: { text, sha256: sha256Hex(text), mode: fileMode }, needs }];
}
