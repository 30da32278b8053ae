/** How systems know the app: Windows must be told the name that the installer wrote, or shows no notification of ours. */
export const appId = 'org.membridge.tray';
