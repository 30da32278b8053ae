import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { machine } from './desk.ts';
import { KnownEvents, strict } from './strict.ts';

const runner = fileURLToPath(new URL('./utility-child.ts', import.meta.url));

class UtilityProcess extends KnownEvents {
  readonly child: ChildProcess;
  pid: number | undefined;
  constructor(child: ChildProcess) {
    super('UtilityProcess', ['exit', 'spawn', 'message']);
    this.child = child;
    this.pid = child.pid;
    child.once('spawn', () => this.emit('spawn'));
    child.on('message', (message) => this.emit('message', message));
    child.once('exit', (code) => {
      this.pid = undefined;
      this.emit('exit', code ?? 1);
    });
  }
  postMessage(message: unknown): void {
    // To one that has just died it is lost without a word, as in Electron.
    if (this.child.connected) this.child.send(message as object, () => {});
  }
  kill(): boolean {
    return this.child.kill();
  }
}

export const utilityProcess = strict('utilityProcess', {
  fork(modulePath: string, args: string[] = [], options: Electron.ForkOptions = {}) {
    const { env = process.env, stdio, serviceName: _name, ...others } = options;
    if (Object.keys(others).length > 0) throw new Error(`the stand-in forks without ${Object.keys(others).join()}`);
    if (!Array.isArray(stdio)) throw new Error('the stand-in takes stdio as a list');
    const child = fork(runner, [modulePath, ...args], {
      env: env as NodeJS.ProcessEnv,
      stdio: [...stdio, 'ipc'],
      execArgv: [],
    });
    machine.pids.push(child.pid ?? 0);
    return strict('UtilityProcess', new UtilityProcess(child));
  },
});
