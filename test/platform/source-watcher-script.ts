import Database from 'better-sqlite3';
import { systemClock } from '../../core/platform/clock.ts';
import { sourceWatcher } from '../../core/platform/source-watcher.ts';

const path = process.argv[2] ?? '';
let wakes = 0;
let told = () => {};
const woken = new Promise<void>((resolve) => (told = resolve));
const watching = await sourceWatcher({ path, clock: systemClock }).start(() => {
  wakes += 1;
  told();
});
const db = new Database(path);
db.exec('insert into note values (1)');
await woken;
console.log('woken while open');
await watching.close();
await watching.close();
const before = wakes;
db.exec('insert into note values (2)');
watching.look?.();
db.close();
await systemClock.sleep(1_000);
console.log(wakes === before ? 'silent after close' : 'woken after close');
