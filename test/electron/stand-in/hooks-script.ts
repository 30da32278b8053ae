/** Started before the shell (`node --import`): whoever imports `electron` gets the stand-in. */
import { registerHooks } from 'node:module';

const standIn = new URL('./electron.ts', import.meta.url).href;
const whole = `${standIn}?whole`;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context);
    return { url: whole, shortCircuit: true };
  },
  load(url, context, next) {
    if (url !== whole) return next(url, context);
    // As Electron's own: by names, and all together as the default.
    const source = `export * from ${JSON.stringify(standIn)};\nimport * as all from ${JSON.stringify(standIn)};\nexport default all;`;
    return { format: 'module', source, shortCircuit: true };
  },
});
