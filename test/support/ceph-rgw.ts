/** Ceph's S3 gateway: a store whose conditional writes are atomic. One monitor, one in-memory disk, one gateway. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { daemons, missingCommands, startedTogether, type Daemons } from './daemons.ts';
import { freePort } from './free-port.ts';
import { answersHttp, type S3Server } from './s3-server.ts';

const commands = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'ceph', 'ceph-authtool', 'monmaptool'];

/** Why a test cannot have it, in the words of a skip; undefined when it can. */
export function cephRgwMissing(): string | undefined {
  if (missingCommands(commands).length === 0) return undefined;
  return 'needs Ceph RGW: apt-get install --no-install-recommends ceph-mon ceph-osd radosgw ceph-common';
}

export interface CephRgw extends S3Server {
  readonly port: number;
  /** What the gateway writes: one line with `beast: 0x` for each request. */
  readonly log: string;
}

/** Starts a fresh, empty store; any number side by side. `alsoAt` is an address of this machine beside loopback. */
export async function cephRgw({ alsoAt }: { readonly alsoAt?: string } = {}): Promise<CephRgw> {
  return startedTogether(daemons('rgw'), (group) => startIn(group, alsoAt));
}

async function startIn(group: Daemons, alsoAt: string | undefined): Promise<CephRgw> {
  const { folder, run, launch, until } = group;
  const conf = join(folder, 'ceph.conf');
  const [port, monitor, monitorOld, disk] = await fourPorts();
  const [fsid, diskId] = [randomUUID(), randomUUID()];
  for (const name of ['mon', 'osd0', 'rgw', 'run', 'log']) mkdirSync(join(folder, name));
  writeFileSync(conf, configuration(folder, fsid, { port, monitor, monitorOld, disk }, alsoAt));
  const keyring = join(folder, 'keyring');
  const all = ['--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *'];
  await run('ceph-authtool', '--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
  await run('ceph-authtool', keyring, '--gen-key', '-n', 'client.admin', ...all);
  const addresses = `[v2:127.0.0.1:${monitor},v1:127.0.0.1:${monitorOld}]`;
  const map = join(folder, 'monmap');
  await run('monmaptool', '--create', '--clobber', '--fsid', fsid, '--addv', 'a', addresses, map);
  await run('ceph-mon', '-c', conf, '-i', 'a', '--mkfs', '--monmap', map, '--keyring', keyring);
  launch('ceph-mon', '-c', conf, '-i', 'a', '-f');
  await until('the monitor', async () => (await run('ceph', '-c', conf, '-s')) !== '');
  await run('ceph', '-c', conf, 'osd', 'new', diskId, '0');
  await run('ceph-osd', '-c', conf, '-i', '0', '--mkfs', '--osd-uuid', diskId);
  launch('ceph-osd', '-c', conf, '-i', '0', '-f');
  await until('the disk', async () => / 1 up/.test(await run('ceph', '-c', conf, 'osd', 'stat')));
  await run('ceph', '-c', conf, 'osd', 'crush', 'add', 'osd.0', '1.0', 'root=default', 'host=localhost');
  launch('radosgw', '-c', conf, '-n', 'client.admin', '-f');
  const endpoint = `http://127.0.0.1:${port}`;
  await until('the gateway', () => answersHttp(endpoint));
  const [accessKey, secretKey] = ['membridgetest', `planted-${randomUUID()}`];
  const keys = [`--access-key=${accessKey}`, `--secret=${secretKey}`];
  await run('radosgw-admin', '-c', conf, 'user', 'create', '--uid=test', '--display-name=test', ...keys);
  const log = join(folder, 'log', 'client.admin.log');
  return { endpoint, port, log, region: 'us-east-1', accessKey, secretKey, stop: group.stop };
}

async function fourPorts(): Promise<[number, number, number, number]> {
  const ports = new Set<number>();
  while (ports.size < 4) ports.add(await freePort());
  return [...ports] as [number, number, number, number];
}

interface Ports {
  readonly port: number;
  readonly monitor: number;
  readonly monitorOld: number;
  /** First of twenty, of which the disk takes those that are free. */
  readonly disk: number;
}

function configuration(
  folder: string,
  fsid: string,
  { port, monitor, monitorOld, disk }: Ports,
  alsoAt: string | undefined,
): string {
  const endpoints = ['127.0.0.1', ...(alsoAt === undefined ? [] : [alsoAt])].map((at) => `endpoint=${at}:${port}`);
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monitor},v1:127.0.0.1:${monitorOld}]
mon initial members = a
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind port min = ${Math.min(disk, 65_500)}
ms bind port max = ${Math.min(disk, 65_500) + 19}
auth cluster required = none
auth service required = none
auth client required = none
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
log file = ${folder}/log/$name.log
keyring = ${folder}/keyring
crash dir = ${folder}/run
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
# A fuller disk must not stop the test.
mon data avail crit = 1
mon data avail warn = 2
mon osd full ratio = .99
mon osd backfillfull ratio = .98
mon osd nearfull ratio = .97
paxos propose interval = 0.05
paxos min wait = 0.02
osd heartbeat grace = 60
ms mon client mode = crc
ms client mode = crc
ms service mode = crc
ms cluster mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
[mon]
mon data = ${folder}/mon
[osd]
osd objectstore = memstore
memstore device bytes = 2147483648
osd data = ${folder}/osd0
osd memory target = 939524096
[client.admin]
rgw frontends = beast ${endpoints.join(' ')}
rgw data = ${folder}/rgw
rgw dynamic resharding = false
rgw enable usage log = false
rgw lc debug interval = -1
rgw thread pool size = 64
`;
}
