// Stands for a person who presses Ctrl-C while the upload runs: the signal comes when the first part is about to be read.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let pressed = false;
const open = fs.promises.open;
fs.promises.open = async (path, ...rest) => {
  const file = await open(path, ...rest);
  if (!pressed && /scratch.publish-/.test(String(path))) {
    pressed = true;
    process.kill(process.pid, 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return file;
};
syncBuiltinESMExports();
