import type { ElectronProgram } from '../host/compose/electron-program.ts';

export interface StartFacts {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asked for with `--headless`. */
  readonly isHeadless: boolean;
  readonly isJson: boolean;
  /** A person reads and types here. */
  readonly isInteractive: boolean;
  readonly electron: ElectronProgram['kind'];
}

/** What `npm start` shows itself in, and why in no more than that. */
export type StartFace =
  | { readonly kind: 'tray' }
  /** `not-fetched` is worth a sentence; who has no such package lacks nothing. */
  | { readonly kind: 'browser'; readonly why: Exclude<ElectronProgram['kind'], 'ready'> }
  | { readonly kind: 'print'; readonly why: 'headless' | 'script' | 'ssh' | 'no-screen' };

/**
 * A window is opened only before a person who sits at this machine's own screen: never over ssh, where it would open
 * elsewhere, and never from a script. The tray where its program is there; nothing is ever fetched for it.
 */
export function startFace({ platform, env, isHeadless, isJson, isInteractive, electron }: StartFacts): StartFace {
  if (isHeadless) return { kind: 'print', why: 'headless' };
  if (isJson || !isInteractive || env['CI']) return { kind: 'print', why: 'script' };
  if (env['SSH_CONNECTION'] || env['SSH_TTY']) return { kind: 'print', why: 'ssh' };
  if (!hasScreen(platform, env)) return { kind: 'print', why: 'no-screen' };
  return electron === 'ready' ? { kind: 'tray' } : { kind: 'browser', why: electron };
}

function hasScreen(platform: NodeJS.Platform, env: StartFacts['env']): boolean {
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}
