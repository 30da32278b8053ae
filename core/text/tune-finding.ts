import type { Finding } from '../model/tune/findings.ts';
import type { OwnerId } from '../model/tune/ids.ts';
import type { Text } from './text.ts';

/** One finding as a sentence. */
export function findingSentence(text: Text, finding: Finding): string {
  const { findings, disks, none } = text.words.tune;
  const tell = (code: keyof typeof findings, first = '', second = '', third = '') =>
    findings[code](first, second, third);
  const { code } = finding;
  switch (code) {
    case 'no-memory-controller':
    case 'overlay-root':
    case 'zswap-on':
    case 'zram-off-at-boot':
    case 'storage-unknown':
      return tell(code);
    case 'unreadable':
      return tell(code, finding.path, finding.reason);
    case 'malformed':
    case 'foreign-file':
      return tell(code, finding.path);
    case 'zram-not-live':
      return tell(code, ownerName(text, finding.owner));
    case 'two-owners':
      return tell(code, text.format.list(finding.owners.map((owner) => ownerName(text, owner))));
    case 'unknown-owner':
    case 'several-devices':
      return tell(code, finding.devices.join(', ') || none);
    case 'no-zram-limit':
      return tell(code, finding.device);
    case 'disk-swap':
      return tell(code, finding.path, ownerName(text, finding.owner));
    case 'later-file':
      return tell(code, finding.key, finding.path, finding.value);
    case 'key-absent':
      return tell(code, finding.key);
    case 'old-kernel':
      return tell(code, finding.key, String(finding.wanted), String(finding.used));
    case 'algorithm-absent':
      return tell(code, finding.wanted, finding.used);
    case 'limits-full':
      return tell(code, text.format.bytes(finding.othersMib * 2 ** 20));
    case 'owner-by-hand':
      return tell(code, ownerName(text, finding.owner), finding.how);
    case 'profile-for-others':
      return tell(code, finding.profile, finding.fits);
    case 'overlay-for-others':
      return tell(code, finding.overlay, disks[finding.found]);
    case 'overlay-refused':
      return tell(finding.lacks === 'memory' ? code : 'overlay-refused-controller', finding.overlay);
  }
}

/** Programs by their names, the rest in words. */
export function ownerName({ words }: Text, owner: OwnerId): string {
  const { owners } = words.tune;
  return owner in owners ? owners[owner as keyof typeof owners] : properName(owner);
}

/** Makers of images as they write themselves; programs by the names of their packages. */
export function properName(name: string): string {
  return properNames[name] ?? name;
}

const properNames: Readonly<Record<string, string>> = {
  armbian: 'Armbian',
  dietpi: 'DietPi',
  'raspberry-pi-os': 'Raspberry Pi OS',
};

/** A heading and its findings; nothing without any. */
export function findingLines(text: Text, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return ['', text.words.tune.noticed, ...findings.map((finding) => `  ${findingSentence(text, finding)}`)];
}
