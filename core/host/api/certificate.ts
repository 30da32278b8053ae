import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { generate } from 'selfsigned';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';

/** A certificate of our own for the LAN: nobody vouches for it, so people compare its fingerprint once. */
export interface OwnCertificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** SHA-256 as browsers show it: `AA:BB:…`. */
  readonly fingerprint: string;
  readonly validUntil: number;
}

const dayMs = 86_400_000;
/** Phones refuse a certificate with a longer life (825 days), and each new one has to be accepted by hand. */
const lifeDays = 800;
/** A new one is made this long before its end, so that it never ends while the host runs. */
const renewDays = 30;
/** A clock that is a little behind must accept it too. */
const backdatedMs = dayMs;

/**
 * The certificate in `path`, which holds key and certificate, readable to its owner alone. Made anew when there is none,
 * when it ends soon, is not ours, or does not speak for one of `names` (addresses and names of this machine).
 */
export async function ownCertificate(
  path: string,
  names: readonly string[],
  { clock, random }: { readonly clock: Pick<Clock, 'now'>; readonly random: Random },
): Promise<OwnCertificate> {
  const kept = await readFile(path, 'utf8').catch(() => null);
  const found = kept === null ? null : certificateIn(kept);
  if (kept !== null && found !== null && isGood(found, names, clock.now())) return found;
  const made = await generated(names, clock.now());
  await writeOwn(path, made.key + made.cert, random);
  return made;
}

function isGood({ cert, validUntil }: OwnCertificate, names: readonly string[], now: number): boolean {
  const parsed = new X509Certificate(cert);
  const speaksFor = (name: string) =>
    isIP(name) === 0 ? parsed.checkHost(name) !== undefined : parsed.checkIP(name) !== undefined;
  return validUntil - now > renewDays * dayMs && parsed.validFromDate.getTime() <= now && names.every(speaksFor);
}

/** Null when the file is not what we wrote. */
function certificateIn(text: string): OwnCertificate | null {
  const key = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/.exec(text)?.[0];
  const cert = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text)?.[0];
  if (key === undefined || cert === undefined) return null;
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? factsOf(key, cert) : null;
  } catch {
    return null;
  }
}

function factsOf(key: string, cert: string): OwnCertificate {
  const { fingerprint256, validToDate } = new X509Certificate(cert);
  return {
    key: `${key.trim()}\n`,
    cert: `${cert.trim()}\n`,
    fingerprint: fingerprint256,
    validUntil: validToDate.getTime(),
  };
}

async function generated(names: readonly string[], now: number): Promise<OwnCertificate> {
  const altNames = names.map((name) =>
    isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name },
  );
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Membridge' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - backdatedMs),
    notAfterDate: new Date(now + lifeDays * dayMs - backdatedMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return factsOf(createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' }).toString(), cert);
}

/** Whole or not at all, and never readable to others, not for a moment. */
async function writeOwn(path: string, text: string, random: Random): Promise<void> {
  const temporary = `${path}.tmp-${random.hex(8)}`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
