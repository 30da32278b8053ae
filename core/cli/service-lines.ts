import type { ServiceStatus } from '../host/service/service-status.ts';
import type { Text } from '../text/text.ts';

/** The service's state for people: what is, then what is wrong with a next action. */
export function statusLines(text: Text, status: ServiceStatus, account: string | null): string[] {
  const { words, format } = text;
  const say = words.service;
  if (!status.installed) return [say.notInstalled(status.file)];
  const state = status.active ?? '?';
  const when = status.since === null ? state : say.activeSince(state, format.date(status.since));
  return [
    `${say.file}: ${status.file}`,
    `${say.state}: ${when}`,
    ...(status.says === null ? [] : [`${say.says}: ${status.says}`]),
    ...(status.restarts === null || status.restarts === 0 ? [] : [say.restarts(status.restarts)]),
    ...(status.enabled === false ? [say.notAtStart] : []),
    ...lingerLines(text, status, account),
    ...memoryLines(text, status),
    ...(status.sandbox === 'plain' ? [say.plainStatus] : []),
    ...(status.edited ? [say.edited] : []),
    ...status.gone.map((path) => say.gone(path)),
    ...(status.gone.length > 0 || status.memory === 'missing' || status.enabled === false ? [say.again] : []),
  ];
}

function lingerLines({ words }: Text, { linger }: ServiceStatus, account: string | null): string[] {
  if (linger === null || account === null) return [];
  return [linger ? words.service.lingerYes : words.service.lingerNo(account)];
}

function memoryLines({ words }: Text, { memory }: ServiceStatus): string[] {
  const say = words.service;
  switch (memory) {
    case null:
      return [];
    case 'limited':
      return [say.memoryLimited];
    case 'off':
      return [say.memoryOff];
    case 'missing':
      return [say.memoryMissing];
  }
}
