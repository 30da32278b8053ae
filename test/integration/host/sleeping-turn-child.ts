/** Asks the host of the home in its first argument to step aside, and then does nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { hostClient } from '../../../core/host/api/client.ts';
import { readHost, readToken } from '../../../core/host/host-file.ts';

const host = await readHost(process.argv[2] ?? '');
if (host === null) throw new Error('no host runs');
await hostClient({ ...host, token: await readToken(host) }).aside();
await sleep(600_000);
