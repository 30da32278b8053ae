import assert from 'node:assert/strict';
import test from 'node:test';
import { installHelper } from '../../../core/host/service/helper-install.ts';
import { planHelper } from '../../../core/host/service/helper-plan.ts';
import { planHelperRemoval, removeHelper } from '../../../core/host/service/helper-removal.ts';
import { isFault } from '../../../core/model/errors.ts';
import {
  copyNamed,
  Died,
  type FakeWish,
  fakeHelperMachine,
  lonely,
  type MachineState,
  printOf,
} from './fake-helper-machine.ts';

const service = '/etc/systemd/system/membridge-tune@.service';
const socket = '/etc/systemd/system/membridge-tune.socket';

async function install(state: MachineState, wish: FakeWish = {}, allow: readonly string[] = ['pi']) {
  const machine = fakeHelperMachine(state, wish);
  const done = await installHelper(machine, await planHelper(machine, allow));
  return { ...done, changes: machine.changes() };
}

async function installed(): Promise<MachineState> {
  const state = lonely();
  await install(state);
  return state;
}

/** One that has an older release with a unit that somebody edited. */
async function aged(): Promise<MachineState> {
  const state = await installed();
  await install(state, { digest: 'cd' });
  state.files.set(service, `${state.files.get(service)}# mine\n`);
  return state;
}

test('installing ends in copy, group, account, units and a socket that listens; a second time nothing is left to do', async () => {
  const state = await installed();
  assert.deepEqual([...state.copies], [copyNamed('ab')]);
  assert.deepEqual([state.members, state.isActive, state.isEnabled], [['pi'], true, true]);
  assert.match(
    state.files.get(service) ?? '',
    new RegExp(`^ExecStart=/usr/bin/node .* ${copyNamed('ab')}/tune-helper\\.mjs --peer %i$`, 'm'),
  );
  assert.deepEqual([...state.files.keys()].toSorted(), [socket, service].toSorted());
  assert.equal((await planHelper(fakeHelperMachine(state), ['pi'])).isDone, true);
  assert.deepEqual((await planHelper(fakeHelperMachine(state), ['guest'])).group.add, ['guest']);
});

test('another release takes the place of the first, and a unit that was edited is kept beside', async () => {
  const state = await aged();
  const { keptAs } = await install(state, { digest: 'ef' });
  assert.deepEqual([...state.copies], [copyNamed('ef')]);
  assert.deepEqual(keptAs, [`${service}.kept-1`]);
  assert.match(state.files.get(`${service}.kept-1`) ?? '', /# mine\n$/);
});

for (const [what, before] of [
  ['a new machine', () => Promise.resolve(lonely())],
  ['a machine with an older one', aged],
] as const) {
  test(`whatever step of installing fails, ${what} is as it was`, async () => {
    const whole = await install(await before(), { digest: 'ef' });
    assert.ok(whole.changes >= 9, `${whole.changes} steps`);
    for (let failAt = 1; failAt <= whole.changes; failAt += 1) {
      const state = await before();
      const print = printOf(state);
      // The last step removes the older copy: what is new stands by then, and stays.
      if (before === aged && failAt === whole.changes) {
        assert.deepEqual((await install(state, { digest: 'ef', failAt })).left, [copyNamed('cd')]);
        assert.ok(state.copies.has(copyNamed('ef')));
        continue;
      }
      await assert.rejects(install(state, { digest: 'ef', failAt }), `step ${failAt}`);
      assert.deepEqual(printOf(state), print, `step ${failAt}`);
    }
  });

  test(`killed before any step, ${what} is completed by the next run, and cleaned by a removal`, async () => {
    const goal = await before();
    const { changes } = await install(goal, { digest: 'ef' });
    for (let dieAt = 1; dieAt <= changes; dieAt += 1) {
      for (const end of ['install', 'remove'] as const) {
        const state = await before();
        const died = await install(state, { digest: 'ef', dieAt }).then(
          () => null,
          (error: unknown) => error,
        );
        // Nothing is left to do after the last step of all, the removal of an older copy.
        assert.ok(died instanceof Died || (before === aged && dieAt === changes), `step ${dieAt}`);
        const machine = fakeHelperMachine(state, { digest: 'ef' });
        if (end === 'install') {
          await install(state, { digest: 'ef' });
          assert.deepEqual(printOf(withoutAsides(state)), printOf(withoutAsides(goal)), `${end} after step ${dieAt}`);
          assert.equal((await planHelper(machine, ['pi'])).isDone, true);
        } else {
          await removeHelper(machine, await planHelperRemoval(machine));
          assert.deepEqual(printOf(withoutAsides(state)), printOf(lonely()), `${end} after step ${dieAt}`);
        }
      }
    }
  });
}

test('removing takes away exactly what installing made, keeps an edited unit beside, and may be repeated', async () => {
  const state = await aged();
  const machine = fakeHelperMachine(state);
  const keptAs = await removeHelper(machine, await planHelperRemoval(machine));
  assert.deepEqual(keptAs, [`${service}.kept-1`]);
  assert.deepEqual([...state.files.keys()], keptAs);
  assert.deepEqual([state.members, state.copies.size, state.isEnabled], [null, 0, false]);
  assert.equal((await planHelperRemoval(machine)).isNothing, true);
});

test("somebody else's unit of that name stops both, and nothing is changed", async () => {
  const state = lonely();
  state.files.set(socket, '[Socket]\nListenStream=/run/x\n');
  const print = printOf(state);
  await assert.rejects(install(state), (error) => isFault(error, 'tune-helper-foreign') && error.data.path === socket);
  const machine = fakeHelperMachine(state);
  const removal = removeHelper(machine, await planHelperRemoval(machine));
  await assert.rejects(removal, (error) => isFault(error, 'tune-helper-foreign'));
  assert.deepEqual(printOf(state), print);
});

test('a program that only root can change runs where it is, and a Node that others can change is copied with it', async () => {
  const inPlace = await planHelper(fakeHelperMachine(lonely(), { weak: [] }), []);
  assert.deepEqual([inPlace.copy, inPlace.folder, inPlace.node], [null, '/home/pi/membridge', '/usr/bin/node']);
  const withNode = await planHelper(fakeHelperMachine(lonely(), { weak: ['/usr/bin/node'] }), []);
  assert.deepEqual([withNode.copy?.withNode, withNode.node], [true, `${copyNamed('ab')}/node`]);
});

test('a checkout, a folder for copies that others can change, and accounts that are none or root are refused', async () => {
  const plan = (wish: FakeWish, allow: readonly string[] = []) => planHelper(fakeHelperMachine(lonely(), wish), allow);
  await assert.rejects(plan({ isRelease: false }), (error) => isFault(error, 'tune-helper-not-built'));
  const weak = ['/home/pi/membridge/main.mjs', '/usr/lib'];
  await assert.rejects(
    plan({ weak }),
    (error) => isFault(error, 'tune-helper-untrusted') && error.data.path === '/usr/lib',
  );
  for (const name of ['nobody-here', 'root', '-x']) {
    await assert.rejects(plan({}, [name]), (error) => isFault(error, 'tune-helper-account'), name);
  }
  const elsewhere = { ...fakeHelperMachine(lonely()), platform: 'darwin' as const };
  await assert.rejects(planHelper(elsewhere, []), (error) => isFault(error, 'service-unsupported'));
});

function withoutAsides(state: MachineState): MachineState {
  return { ...state, files: new Map([...state.files].filter(([path]) => !path.includes('.kept-'))) };
}
