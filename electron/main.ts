// The shell's entry: ties its parts to this process and to Electron.
import { app, nativeTheme, session, protocol, safeStorage } from 'electron';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { homeFiles, homePath } from '../core/host/compose/home-files.ts';
import { builtPanel } from '../core/host/compose/panel-folder.ts';
import { systemTools } from '../core/host/compose/tools.ts';
import { openHome } from '../core/platform/home.ts';
import { appId } from './app-id.ts';
import { showAppMenu } from './app-menu.ts';
import { appAnswers } from './compose-answers.ts';
import { findHost, startOwnHost } from './compose-host.ts';
import { tellOfClosing } from './closing-note.ts';
import { ownLogin } from './compose-login.ts';
import { declarePanelScheme, panelAnswers } from './compose-panel.ts';
import { systemKeychain } from './compose-secrets.ts';
import { shellFile } from './compose-shell-file.ts';
import { personSpeech } from './compose-speech.ts';
import { followUpdates } from './compose-updates.ts';
import { keepHost, type HostKeeper } from './host-keeper.ts';
import { openKeychainDoor } from './compose-keychain.ts';
import { hiddenWord } from './login-item.ts';
import { notifier } from './notifications.ts';
import { shellDesk, type ShellDesk } from './shell-desk.ts';
import { followSystem } from './system-says.ts';
import { startAct, startPath } from './start-act.ts';
import { hasTrayHost, trayHostArrives } from './tray-host.ts';
import type { TrayPlatform } from './tray-icon.ts';
import { trayView } from './tray.ts';
import { watchPerson } from './wakes.ts';
import { guardPages, guardSession, panelScheme } from './web-guard.ts';
import { panelWindow } from './window.ts';

/** Work in flight when a person quits: a large push goes on at the next start, so that nobody waits for it. */
const workMsMax = 10_000;
/** The host itself ends within 5 s, also when a round hangs. */
const endMsMax = 8_000;

const tools = systemTools();
const words = process.argv.slice(1);
const homeAt = words.indexOf('--home');
const home = openHome(homePath(homeAt === -1 ? undefined : words[homeAt + 1], tools.at)).home.folder;
const resources = fileURLToPath(new URL('../resources/', import.meta.url));
const platform: TrayPlatform =
  process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';

// One shell for each home: Electron's own lock lies in this folder.
app.setPath('userData', join(home, 'shell'));
app.setAppUserModelId(appId);
// A keychain knows a program by it: the same in a checkout as installed.
app.setName('Membridge');
// Started with --no-sandbox (root on Linux) it would not start at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
declarePanelScheme();
guardPages();
// A window that is closed is no end.
app.on('window-all-closed', () => {});

// Whoever ends what does not run wants nothing to start.
if (app.requestSingleInstanceLock() && startAct(words).kind !== 'quit') {
  // Not awaited here: Electron is ready only after this module has been run.
  void app.whenReady().then(run);
} else {
  // The first one opens its window.
  app.quit();
}

async function run(): Promise<void> {
  const { clock, at } = tools;
  const ended = new AbortController();
  const memory = await shellFile(home);
  const speech = personSpeech(homeFiles(home, tools).home.settingsFile);
  let isSeen = await hasTrayHost(process.platform);
  // Before there is a host: its keys may be behind it. Without a door whoever needs them says so.
  const door = await openKeychainDoor(home, systemKeychain(safeStorage)).catch(() => null);

  const login = ownLogin(fileURLToPath(import.meta.url), home, at);
  const quit = () => void quitOnce(workMsMax);
  const showMenu = () => showAppMenu({ speech: speech(clock.now()), platform: process.platform, login, quit });
  showMenu();
  guardSession(session.defaultSession);
  protocol.handle(panelScheme, panelAnswers({ homePath: home, panel: builtPanel(), app: appAnswers(login, showMenu) }));

  const window = panelWindow({
    title: 'Membridge',
    icon: join(resources, 'icons/app/256x256.png'),
    place: () => memory.read().place,
    closed: (place) => {
      memory.change({ place });
      if (!ended.signal.aborted) tellOfClosing({ memory, speech: speech(clock.now()), isTraySeen: isSeen, notify });
    },
    changed: () => desk.changed(),
  });
  const tray = trayView({
    folder: join(resources, 'icons/tray'),
    platform,
    press: (act) => desk.press(act),
    opened: () => desk.wake('focus'),
  });
  const notify = notifier((act) => desk.press(act));
  const desk: ShellDesk = shellDesk({
    keeper: () => keeper,
    clock,
    platform,
    speech,
    window,
    told: { read: () => memory.read().told, keep: (told) => memory.change({ told: [...told] }) },
    show: (model) => tray.show(model, nativeTheme.shouldUseDarkColors),
    notify,
    quit,
  });
  const keeper: HostKeeper = keepHost({
    find: () => findHost(home),
    start: () => startOwnHost(home, at.env),
    clock,
    changed: () => desk.changed(),
    told: (event, client) => desk.told(event, client),
  });

  async function quitOnce(workMs: number) {
    if (ended.signal.aborted) return app.exit();
    ended.abort();
    await keeper.stop(workMs, endMsMax);
    door?.close();
    app.exit();
  }

  followSystem({
    started: (others) => desk.press(startAct(others)),
    show: () => window.show(null),
    changed: () => desk.changed(),
    quitAtOnce: () => void quitOnce(0),
  });
  watchPerson(clock, desk.wake, ended.signal);
  const { isPackaged } = app;
  void followUpdates({ platform, isPackaged, resources: process.resourcesPath, clock, speech, signal: ended.signal });
  desk.changed();
  if (!words.includes(hiddenWord) || !isSeen) window.show(startPath(words));
  if (isSeen || (await trayHostArrives(process.platform, clock, ended.signal)) === 'ended') return;
  isSeen = true;
  tray.rebuild();
}
