import { speechOf } from '../../electron/speech.ts';
import { startWords } from '../../electron/start-act.ts';

const en = speechOf('en')(0).text;
const uk = speechOf('uk')(0).text;

/** Names of actions by what they ask of the shell, in the words of its tray. */
const actions = {
  Sync: { key: 'actions.sync', word: startWords.sync },
  Settings: { key: 'views.settings', word: startWords.settings },
  Quit: { key: 'tray:quit', word: startWords.quit },
};

export const comment = {
  en: 'Keeps the memory of AI coding assistants the same on all your machines',
  uk: 'Тримає памʼять помічників із програмування однаковою на всіх ваших машинах',
};

/** As electron-builder takes a freedesktop entry; `command` is what a package starts its program by. */
export function desktopEntry(command: string) {
  return {
    entry: {
      Actions: `${Object.keys(actions).join(';')};`,
      'Comment[uk]': comment.uk,
      Keywords: 'sync;memory;claude;backup;',
    },
    desktopActions: Object.fromEntries(
      Object.entries(actions).map(([name, { key, word }]) => [
        name,
        { Name: en(key), 'Name[uk]': uk(key), Exec: `${command} ${word}` },
      ]),
    ),
  };
}
