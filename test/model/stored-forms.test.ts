import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { encodeDeviceFile, parseDeviceFile } from '../../core/model/device-file.ts';
import { encodeHead, parseHead } from '../../core/model/head.ts';
import { encodeLease, parseLease } from '../../core/model/lease.ts';
import { encodeManifest, parseManifest } from '../../core/model/manifest.ts';

const golden = (name: string) => readFileSync(new URL(`../fixtures/formats/mirror/${name}`, import.meta.url), 'utf8');

// Formats are for ever: these files were written once. A test that fails here means old buckets can no longer be read.
const forms = {
  'head.json': (text: string) => encodeHead(parseHead('head.json', text)),
  'lease.json': (text: string) => encodeLease(parseLease('lease.json', text)),
  'device.json': (text: string) => encodeDeviceFile(parseDeviceFile('device.json', text)),
  'manifest.json': (text: string) => encodeManifest(parseManifest('manifest.json', text)),
};

describe('stored forms', () => {
  for (const [name, roundTrip] of Object.entries(forms)) {
    it(`reads the golden ${name} and writes it again byte for byte`, () => {
      assert.equal(roundTrip(golden(name)), golden(name));
    });

    it(`passes over fields of a later version in ${name}, and refuses a later major format`, () => {
      const value: object = JSON.parse(golden(name));
      assert.equal(roundTrip(JSON.stringify({ ...value, later: { any: 1 } })), golden(name));
      assert.throws(() => roundTrip(JSON.stringify({ ...value, format: 2 })), { code: 'format-unknown' });
    });

    it(`refuses ${name} with any field missing`, () => {
      const value = JSON.parse(golden(name)) as Record<string, unknown>;
      for (const field of Object.keys(value)) {
        const { [field]: _gone, ...rest } = value;
        assert.throws(() => roundTrip(JSON.stringify(rest)), /object-damaged|format-unknown/, field);
      }
    });
  }

  it('refuses a manifest whose parts do not add up or lie outside snapshots/', () => {
    const manifest = JSON.parse(golden('manifest.json')) as { parts: { key: string; plainBytes: number }[] };
    const parse = (parts: object[]) => () => parseManifest('manifest.json', JSON.stringify({ ...manifest, parts }));
    const [first, second] = manifest.parts;
    assert.throws(parse([{ ...first }]), { code: 'object-damaged' });
    assert.throws(parse([{ ...first, plainBytes: 1 }, { ...second }]), { code: 'object-damaged' });
    assert.throws(parse([{ ...first, key: 'keys/0001.age' }, { ...second }]), { code: 'object-damaged' });
  });
});
