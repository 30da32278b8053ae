import { xmlText } from './xml-text.ts';

/** launchd's name for it. */
export const agentLabel = 'membridge.host';

export interface AgentWish {
  readonly node: string;
  readonly program: string;
  readonly homeFolder: string;
  readonly heapMib: number;
  readonly environment: Readonly<Record<string, string>>;
}

export const agentHead = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
`;

/** 0077: launchd takes the number, and a plist has decimal ones. */
const umask = 0o077;

/** The agent's property list (launchd.plist(5)) without its head and mark. */
export function launchdAgent({ node, program, homeFolder, heapMib, environment }: AgentWish): string {
  const words = [node, `--max-old-space-size=${heapMib}`, program, 'run', '--headless', '--home', homeFolder];
  const variables = Object.entries(environment).flatMap(([name, value]) => [
    `    ${key(name)}`,
    `    ${string(value)}`,
  ]);
  return [
    '<plist version="1.0">',
    '<dict>',
    `  ${key('Label')}`,
    `  ${string(agentLabel)}`,
    `  ${key('ProgramArguments')}`,
    '  <array>',
    ...words.map((word) => `    ${string(word)}`),
    '  </array>',
    ...(variables.length === 0 ? [] : [`  ${key('EnvironmentVariables')}`, '  <dict>', ...variables, '  </dict>']),
    `  ${key('RunAtLoad')}`,
    '  <true/>',
    `  ${key('KeepAlive')}`,
    '  <dict>',
    `    ${key('SuccessfulExit')}`,
    '    <false/>',
    '  </dict>',
    `  ${key('ThrottleInterval')}`,
    '  <integer>30</integer>',
    `  ${key('ExitTimeOut')}`,
    '  <integer>15</integer>',
    `  ${key('ProcessType')}`,
    `  ${string('Background')}`,
    `  ${key('LowPriorityIO')}`,
    '  <true/>',
    `  ${key('Umask')}`,
    `  <integer>${umask}</integer>`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

function key(name: string): string {
  return `<key>${xmlText(name)}</key>`;
}

function string(value: string): string {
  return `<string>${xmlText(value)}</string>`;
}
