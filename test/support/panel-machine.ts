/** A machine whose host runs, as a panel meets it: its client, all that it told, and what must be nowhere in that. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { HostFault, type HostClient } from '../../core/host/api/client.ts';
import type { ConnectRequest, Place as AskedPlace, SetupField, SetupTest } from '../../core/host/api/contract-setup.ts';
import { place, type Place } from '../integration/host/place.ts';
import { type HostProgram, hostProgram } from './host-program.ts';

export const passphrase = 'planted passphrase of this test';

/** A person's wish to keep the memory in a folder. */
export function toConnect(folder: string, more: Partial<ConnectRequest> = {}): ConnectRequest {
  return {
    language: 'en',
    place: { kind: 'folder', folder },
    project: null,
    label: 'laptop',
    encryption: 'age',
    passphrase,
    reconnect: false,
    ...more,
  };
}

export interface PanelMachine extends Place {
  readonly host: HostProgram;
  readonly client: HostClient;
  /** Tests a place. A loaded machine of ours that was too slow for it is asked again: it says nothing of the place. */
  look(place: AskedPlace): Promise<SetupTest>;
  /** Fails where a word stands in what the host printed, logged, told as an event, or keeps in its home beside `secrets.json`. */
  assertUntold(words: readonly string[]): Promise<void>;
}

export async function panelMachine(
  t: TestContext,
  { memory, args }: { readonly memory: boolean; readonly args?: readonly string[] },
): Promise<PanelMachine> {
  const here = await place(t, { memory });
  const host = await hostProgram(t, { home: here.home, env: here.env, ...(args === undefined ? {} : { args }) });
  const client = await host.client();
  const told: string[] = [];
  const end = new AbortController();
  t.after(() => end.abort());
  void (async () => {
    const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });
    for await (const event of client.events({ signal: end.signal, sleep: wait })) told.push(JSON.stringify(event));
  })().catch(() => {});
  return {
    ...here,
    host,
    client,
    look: (place) => looked(client, place),
    async assertUntold(words) {
      const kept = await textsBelow(here.home);
      assert.ok(told.length > 0 && kept.some(([path]) => /logs/.test(path)), 'there was something to look at');
      const all = [['stdout', host.stdout()], ['stderr', host.stderr()], ['events', told.join('\n')], ...kept];
      for (const [where, text] of all) for (const word of words) assert.ok(!text?.includes(word), `${where}: ${word}`);
    },
  };
}

const looksMax = 20;

async function looked(client: HostClient, place: AskedPlace): Promise<SetupTest> {
  for (let looks = 1; ; looks += 1) {
    try {
      return await client.testPlace({ language: 'en', place, project: null });
    } catch (error) {
      const isLate = error instanceof HostFault && ['remote-unreachable', 'home-busy'].includes(error.code);
      if (!isLate || looks === looksMax) throw error;
    }
  }
}

/** The fault of an answer, and the field that it names. */
export async function refusal(answer: Promise<unknown>): Promise<{ code: string; field: SetupField | null }> {
  const error: unknown = await answer.then(
    () => assert.fail('it was not refused'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof HostFault, String(error));
  assert.ok(error.message !== '' && error.hint !== '');
  assert.doesNotMatch(`${error.message} ${error.hint}`.replaceAll(/`membridge [^`]+`/g, ''), /--[a-z]/);
  return { code: error.code, field: error.field };
}

async function textsBelow(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // The one place where keys are kept (0600).
  const others = paths.filter((path) => !path.endsWith('secrets.json'));
  return Promise.all(others.map(async (path): Promise<[string, string]> => [path, await readFile(path, 'latin1')]));
}
