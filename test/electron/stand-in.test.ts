/** The stand-in for Electron is no other thing than Electron: what it has is in electron.d.ts, and what the shell uses is in both. */
// oxlint-disable-next-line import/no-unassigned-import -- first: from here on `electron` is the stand-in
import './stand-in/hooks-script.ts';
import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as standIn from './stand-in/electron.ts';
import { strict } from './stand-in/strict.ts';

const root = join(import.meta.dirname, '../..');
const declared = await readFile(join(root, 'node_modules/electron/electron.d.ts'), 'utf8');
const sources = await shellSources();

/** electron-store asks for them when it is loaded. */
const ofElectronStore = ['app', 'ipcMain', 'shell'];
/** Classes in Electron of which the shell calls only what belongs to the class itself. */
const asObjects = new Set(['Menu', 'nativeImage', 'utilityProcess']);
/** Of the stand-in's classes, what a test does in a person's place, or the class needs for itself. */
const ofTheTest = new Set(['constructor', 'endByPerson']);

test('the stand-in exports what the shell imports from Electron, and nothing else', () => {
  const imported = new Set(sources.flatMap(({ text }) => importsFromElectron(text)));
  assert.ok(imported.size >= 12, [...imported].join());
  assert.deepEqual(Object.keys(standIn).toSorted(), [...new Set([...imported, ...ofElectronStore])].toSorted());
});

test('what it exports is in electron.d.ts, of the same kind, member by member', () => {
  let members = 0;
  for (const [name, value] of Object.entries(standIn)) {
    const declaration = declarationOf(name);
    const kind = asObjects.has(name) ? 'object' : declaration.kind;
    assert.equal(typeof value === 'function' ? 'class' : 'object', kind, name);
    const own = typeof value === 'function' ? methodsOf(value.prototype as object) : membersOf(value);
    for (const member of own) {
      members += 1;
      const theirs = kindIn(declaration.bodies, member);
      assert.notEqual(theirs, null, `electron.d.ts knows no ${name}.${member}`);
      if (typeof value === 'function') continue;
      const mine = typeof (value as Record<string, unknown>)[member] === 'function' ? 'method' : 'property';
      assert.equal(mine, theirs, `${name}.${member}`);
    }
  }
  assert.ok(members >= 40, `only ${members} members were looked at`);
});

test('every member that the shell uses of these is in the stand-in', () => {
  let uses = 0;
  for (const { path, text } of sources) {
    for (const name of importsFromElectron(text)) {
      const value = (standIn as Record<string, unknown>)[name];
      for (const [, member = ''] of text.matchAll(new RegExp(`(?<![\\w.'/])${name}\\.(\\w+)`, 'g'))) {
        uses += 1;
        assert.ok(member in (value as object), `${path} uses ${name}.${member}`);
      }
    }
  }
  assert.ok(uses >= 25, `only ${uses} uses were seen`);
});

test('every event that the shell listens for is one of Electron', () => {
  const events = sources.flatMap(({ text }) =>
    [...text.matchAll(/\.(?:on|once)\(\s*'([a-z-]+)'/g)].map(([, event = '']) => event),
  );
  assert.ok(events.length >= 18, events.join());
  for (const event of new Set(events))
    assert.ok(declared.includes(`on(event: '${event}'`) || event === 'message', event);
});

test('what it does not have is an error, and so is an event that nobody sends', () => {
  const { app, powerMonitor } = standIn;
  assert.throws(() => (app as unknown as Record<string, unknown>)['dock'], /no app\.dock/);
  assert.throws(() => powerMonitor.on('lock-screen', () => {}), /knows no event lock-screen/);
  assert.throws(() => {
    (app as unknown as Record<string, unknown>)['name'] = 'other';
  }, /nobody set/);
  assert.equal(strict('thing', { here: 1 }).here, 1);
});

async function shellSources(): Promise<{ path: string; text: string }[]> {
  const found: { path: string; text: string }[] = [];
  for await (const path of glob('electron/*.ts', { cwd: root }))
    found.push({ path, text: await readFile(join(root, path), 'utf8') });
  return found;
}

/** Values; a type needs nothing behind it. */
function importsFromElectron(text: string): string[] {
  const lists = [...text.matchAll(/^import \{([^}]+)\} from 'electron';$/gm)].map(([, list = '']) => list);
  return lists.flatMap((list) =>
    list
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '' && !word.startsWith('type '))
      .map((word) => word.replace(/ as \w+$/, '')),
  );
}

interface Declaration {
  readonly kind: 'class' | 'object';
  /** Of itself and of what it extends. */
  readonly bodies: string;
}

/** As `Electron.Main` lists it: a class, or an object of some type. */
function declarationOf(name: string): Declaration {
  const typed = new RegExp(`^    const ${name}: (?:typeof )?(\\w+);$`, 'm').exec(declared)?.[1];
  const isClass = new RegExp(`^    class ${name} extends Electron\\.${name} \\{\\}$`, 'm').test(declared);
  assert.ok(typed !== undefined || isClass, `electron.d.ts has no ${name}`);
  return { kind: isClass ? 'class' : 'object', bodies: bodiesOf(typed ?? name) };
}

function bodiesOf(type: string): string {
  const found = new RegExp(`^  (?:class|interface) ${type}(?: extends ([\\w.]+))? \\{$([\\s\\S]*?)^  \\}$`, 'm').exec(
    declared,
  );
  if (found === null) return '';
  const [, parent, body = ''] = found;
  return body + (parent === undefined ? '' : bodiesOf(parent));
}

function kindIn(bodies: string, member: string): 'method' | 'property' | null {
  if (/^(?:on|once|off|emit|addListener|removeListener)$/.test(member)) return 'method';
  if (new RegExp(`^    (?:static )?${member}\\(`, 'm').test(bodies)) return 'method';
  return new RegExp(`^    (?:static )?(?:readonly )?(?:get )?${member}\\??[:(]`, 'm').test(bodies) ? 'property' : null;
}

/** Of an object of ours: its own, and its class's as far as that is ours. */
function membersOf(value: object): string[] {
  const own = Object.keys(value).filter((key) => !key.startsWith('_') && !/^(?:domain|emitters)$/.test(key));
  const prototype = Object.getPrototypeOf(value) as object;
  const isOurs = prototype !== Object.prototype && prototype.constructor.name !== 'KnownEvents';
  return [...own, ...(isOurs ? methodsOf(prototype) : [])];
}

function methodsOf(prototype: object): string[] {
  return Object.getOwnPropertyNames(prototype).filter((name) => !ofTheTest.has(name));
}
