/** What runs a module as a utility process of Electron would: argv, a port to its parent, no way to fork. */
import { EventEmitter } from 'node:events';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [, , entry = '', ...args] = process.argv;
const port = Object.assign(new EventEmitter(), {
  postMessage: (data: unknown) => void sendUp?.(data),
});
const sendUp = process.send?.bind(process);
// As there: a process whose parent is gone is ended.
process.on('disconnect', () => process.exit(1));
process.on('message', (data) => void port.emit('message', { data, ports: [] }));
Object.assign(process, { send: undefined, parentPort: port });
process.argv = [process.execPath, entry, ...args];
await import(pathToFileURL(entry).href);
