/** Whether a newer app is looked for, and why not. */
export type Updates =
  | { readonly kind: 'on' }
  | {
      readonly kind: 'off';
      /** In a checkout; packed without a feed; the feed could be read by others on its way; nobody would check a signature. */
      readonly why: 'not-packed' | 'no-feed' | 'not-https' | 'unsigned';
    };

export interface UpdateFacts {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  /** What electron-builder wrote beside the asar when it packed for a feed; null where it wrote nothing. */
  readonly feed: string | null;
}

/**
 * Off until somebody packs for a feed. On macOS the system takes only what the same signer signed; on Windows the updater
 * does where the feed names the signer, and takes anything where it does not; on Linux nobody looks at a signature.
 */
export function updatesOf({ platform, isPackaged, feed }: UpdateFacts): Updates {
  if (!isPackaged) return { kind: 'off', why: 'not-packed' };
  if (feed === null || valueOf(feed, 'provider') !== 'generic') return { kind: 'off', why: 'no-feed' };
  if (!isHttps(valueOf(feed, 'url'))) return { kind: 'off', why: 'not-https' };
  const isChecked = platform === 'darwin' || (platform === 'win32' && namesSigner(feed));
  return isChecked ? { kind: 'on' } : { kind: 'off', why: 'unsigned' };
}

export function isHttps(address: string | null): boolean {
  return address !== null && URL.canParse(address) && new URL(address).protocol === 'https:';
}

/** Of the few lines of YAML that electron-builder writes; whatever looks otherwise is no value. */
function valueOf(feed: string, name: string): string | null {
  const found = feed.split('\n').flatMap((line) => {
    const [, key, quoted, plain] = /^(\w+): (?:(?:'([^']+)')|(\S+))\s*$/.exec(line) ?? [];
    return key === name ? [quoted ?? plain ?? ''] : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

function namesSigner(feed: string): boolean {
  return /^publisherName:(?: \S.*|\s*\n\s+- \S.*)$/m.test(feed);
}
