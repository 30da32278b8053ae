// The program that systemd starts as root for one connection of the helper's socket: one request, one answer, the end.
// No command: it reads nothing of a person's home, and has its words from its unit alone.
import { Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { serveHelperTurn } from '../host/compose/board-helper-turn.ts';
import { systemTools } from '../host/compose/tools.ts';

const { values } = parseArgs({
  options: {
    /** The instance of the unit. */
    peer: { type: 'string', default: '' },
    /** Another tree than the machine's own, for tests. */
    root: { type: 'string', default: '/' },
    /** Says that program and Node are whole, and ends. */
    check: { type: 'boolean', default: false },
  },
});

if (values.check) process.stdout.write('ready\n');
else await serve();

async function serve(): Promise<void> {
  // Both ways over one descriptor; the other side has ended its half when the request is whole.
  const connection = new Socket({ fd: 0, readable: true, writable: true, allowHalfOpen: true });
  const { peer, root } = values;
  const { verb, code } = await serveHelperTurn(connection, { peer, root }, systemTools());
  // For the journal of the system: who asked for what, and how it ended.
  process.stderr.write(`peer ${peer}: ${verb ?? 'no request'}: ${code ?? 'done'}\n`);
  process.exit(0);
}
