// Sends its first word, or so many bytes of noise, to the helper's socket as any account could, and prints what came back.
import { connect } from 'node:net';
import { helperSocket } from '../../../core/model/tune/helper-wire.ts';

const [words = '', noiseBytes = '0'] = process.argv.slice(2);
const connection = connect(helperSocket);
let answer = '';
connection.on('data', (chunk) => (answer += String(chunk)));
connection.on('error', (error: NodeJS.ErrnoException) => (answer ||= error.code ?? 'failed'));
connection.on('close', () => process.stdout.write(`${answer.trim()}\n`));
connection.end(`${words}${'x'.repeat(Number(noiseBytes))}\n`);
