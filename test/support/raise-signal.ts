// Counts how often this process hears a signal, with the settings library loaded: `node raise-signal.ts`.
import { loadConf } from '../../core/platform/conf-library.ts';

let heard = 0;
process.on('SIGINT', () => (heard += 1));
await loadConf();
process.kill(process.pid, 'SIGINT');
setTimeout(() => console.log(`heard ${heard}`), 100);
