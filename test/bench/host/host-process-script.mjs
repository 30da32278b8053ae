// The host's two threads as the launcher starts them: flags first, then our code. The parent tells it what to do.
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--optimize-for-size');
setFlagsFromString('--expose-gc');
globalThis.gc = runInNewContext('gc');
module.enableCompileCache(process.argv[3]);
await import('./host-process.ts');
