import type { TuneHelperErrors } from './tune-helper-words.ts';

const untrusted: Readonly<Record<'owner' | 'writable', string>> = {
  owner: 'не належить root',
  writable: 'може змінити не лише root',
};

export const tuneHelperErrorsUk: TuneHelperErrors = {
  'tune-helper-refused': ({ reason }) =>
    reason === 'peer'
      ? {
          message: 'Помічник root слухає лише root і групу membridge-tune, а цього облікового запису в ній немає.',
          hint: 'Додайте його: `sudo membridge tune install-helper --allow ЗАПИС`, потім увійдіть знову або перезапустіть службу.',
        }
      : {
          message: 'Помічник root не зрозумів запиту; нічого не змінено.',
          hint: 'Він іншої версії: запустіть `sudo membridge tune install-helper` ще раз.',
        },
  'tune-helper-silent': ({ socket, reason }) => ({
    message: `Помічник root за ${socket} не відповів (${reason}).`,
    hint: 'Що чинне, каже `membridge tune status`, а що сказав помічник — `journalctl -u "membridge-tune@*"`.',
  }),
  'tune-helper-not-built': ({ folder }) => ({
    message: `${folder} — це робоча копія коду, а помічник root робиться лише зі зібраного випуску. Нічого не змінено.`,
    hint: 'Запустіть там `npm run build`, потім цю команду через `dist/membridge.mjs`.',
  }),
  'tune-helper-untrusted': ({ path, why }) => ({
    message: `${path}: це ${untrusted[why] ?? why}, тож запущене від root можна було б підмінити. Нічого не змінено.`,
    hint: `Віддайте це root (\`chown root:root ${path}; chmod go-w ${path}\`) і повторіть команду.`,
  }),
  'tune-helper-foreign': ({ path }) => ({
    message: `${path} не від Membridge. Нічого не змінено.`,
    hint: 'Подивіться, для чого це, і приберіть, якщо воно нікому не потрібне; потім повторіть команду.',
  }),
  'tune-helper-account': ({ name }) => ({
    message: `На цій машині немає облікового запису «${name}». Нічого не змінено.`,
    hint: 'Назвіть у --allow такий, який показує `getent passwd`.',
  }),
};
