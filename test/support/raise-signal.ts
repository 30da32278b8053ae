// Counts how often this process hears a signal, with the settings library loaded: `node raise-signal.ts`.
import { fileSettings } from '../../core/platform/settings-file.ts';

let heard = 0;
process.on('SIGINT', () => (heard += 1));
fileSettings('/nowhere/settings.json').read();
process.kill(process.pid, 'SIGINT');
setTimeout(() => console.log(`heard ${heard}`), 100);
