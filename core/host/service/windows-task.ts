import { xmlText } from './xml-text.ts';

/** Its name in the task scheduler. */
export const taskName = 'Membridge';

export interface TaskWish {
  readonly node: string;
  readonly program: string;
  readonly homeFolder: string;
  readonly heapMib: number;
  /** For example `DESK\olena`. */
  readonly account: string;
}

/** schtasks takes UTF-16 with a byte order mark. */
export const taskHead = '\uFEFF<?xml version="1.0" encoding="UTF-16"?>\n';

/** The task (Task Scheduler schema 1.2) without its head and mark: starts at logon, and again after a failure. */
export function windowsTask({ node, program, homeFolder, heapMib, account }: TaskWish): string {
  // --headless of conhost is what keeps a console window from standing open all day.
  const words = [node, `--max-old-space-size=${heapMib}`, program, 'run', '--headless', '--home', homeFolder];
  return `<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Membridge: keeps the memory of AI assistants the same on all machines</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>${xmlText(account)}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xmlText(account)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>conhost.exe</Command>
      <Arguments>${xmlText(['--headless', ...words.map(windowsWord)].join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** One word of a Windows command line, by the rule of CommandLineToArgvW: backslashes count only before a quote. */
export function windowsWord(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  return `"${word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
