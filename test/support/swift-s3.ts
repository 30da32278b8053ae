/** OpenStack Swift with its S3 face: a store that refuses every conditional write with 501. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { daemons, missingCommands, startedTogether, type Daemons } from './daemons.ts';
import { freePort } from './free-port.ts';
import type { S3Server } from './s3-server.ts';

const parts = ['account', 'container', 'object'] as const;
const commands = [...parts.map((name) => `swift-${name}-server`), 'swift-proxy-server', 'memcached'];

/** Why a test cannot have it, in the words of a skip; undefined when it can. */
export function swiftS3Missing(): string | undefined {
  if (missingCommands(commands).length === 0) return undefined;
  return 'needs Swift: apt-get install --no-install-recommends swift-proxy swift-account swift-container swift-object memcached';
}

/** Starts a fresh, empty store; any number side by side. */
export async function swiftS3(): Promise<S3Server> {
  return startedTogether(daemons('swift'), startIn);
}

async function startIn(group: Daemons): Promise<S3Server> {
  const { folder, run, launch, until } = group;
  const etc = join(folder, 'etc');
  const user = userInfo().username;
  mkdirSync(etc);
  mkdirSync(join(folder, 'dev', 'd1'), { recursive: true });
  writeFileSync(join(etc, 'swift.conf'), common);
  const ports: number[] = [];
  for (const name of parts) {
    const port = await freePort();
    ports.push(port);
    writeFileSync(join(etc, `${name}.conf`), partConfiguration(folder, name, port, user));
  }
  // One Python for all three: its own tool would start nine.
  await run('/usr/bin/python3', '-c', ringBuilder, etc, ...ports.map(String));
  const [cache, port] = [await freePort(), await freePort()];
  writeFileSync(join(etc, 'proxy.conf'), proxyConfiguration(folder, port, cache, user));
  launch('memcached', '-u', user, '-l', '127.0.0.1', '-p', String(cache), '-U', '0');
  for (const name of parts) launch(`swift-${name}-server`, join(etc, `${name}.conf`));
  launch('swift-proxy-server', join(etc, 'proxy.conf'));
  for (const each of [...ports, cache, port]) await until(`port ${each}`, () => listens(each));
  const endpoint = `http://127.0.0.1:${port}`;
  return { endpoint, region: 'us-east-1', accessKey: 'test:tester', secretKey: 'testing', stop: group.stop };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== null));
    socket.once('error', () => resolve(false));
  });
}

const common = `[swift-hash]
swift_hash_path_suffix = suffix
swift_hash_path_prefix = prefix
[storage-policy:0]
name = default
default = yes
`;

function partConfiguration(folder: string, name: string, port: number, user: string): string {
  return `[DEFAULT]
swift_dir = ${folder}/etc
devices = ${folder}/dev
mount_check = false
bind_ip = 127.0.0.1
bind_port = ${port}
user = ${user}
workers = 0
log_level = WARNING
log_address = ${folder}/no-syslog
disable_fallocate = true
[pipeline:main]
pipeline = ${name}-server
[app:${name}-server]
use = egg:swift#${name}
`;
}

const ringBuilder = `
import os, sys
from swift.common.ring import RingBuilder
for name, port in zip(('account', 'container', 'object'), sys.argv[2:]):
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(port), 'device': 'd1', 'weight': 1.0})
    builder.rebalance()
    builder.get_ring().save(os.path.join(sys.argv[1], name + '.ring.gz'))
`;

const filters = ['catch_errors', 'listing_formats', 'copy', 'slo', 'dlo', 'symlink', 'proxy-logging'];

function proxyConfiguration(folder: string, port: number, cache: number, user: string): string {
  return `[DEFAULT]
swift_dir = ${folder}/etc
bind_ip = 127.0.0.1
bind_port = ${port}
user = ${user}
workers = 0
log_level = WARNING
log_address = ${folder}/no-syslog
[pipeline:main]
pipeline = catch_errors proxy-logging cache listing_formats s3api tempauth copy slo dlo versioned_writes symlink proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
check_bucket_owner = false
location = us-east-1
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${cache}
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
${filters.map((name) => `[filter:${name}]\nuse = egg:swift#${name.replaceAll('-', '_')}\n`).join('')}`;
}
