/** The folders of a person in which something of Rolemend lies, by the customs of the platform. */
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** What the place hangs on. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** Asked anew each time: the demo changes the environment. */
export const thisMachine = (): Machine => ({
  env: process.env,
  platform: process.platform,
  home: homedir(),
});

/** Where changes are journalled. */
export function stateFolder(machine: Machine = thisMachine()): string {
  return machine.env['ROLEMEND_STATE_DIR'] || folder(STATE, machine);
}

/** Where what can be made again is kept. */
export const cacheFolder = (machine: Machine = thisMachine()): string => folder(CACHE, machine);

/** Where a person says how they like it. */
export const configFolder = (machine: Machine = thisMachine()): string => folder(CONFIG, machine);

/** Sources: XDG Base Directory Specification, by which a relative path is not followed; Microsoft, KNOWNFOLDERID (RoamingAppData, LocalAppData). */
interface Kind {
  readonly xdg: string;
  readonly inHome: string;
  readonly windows: 'APPDATA' | 'LOCALAPPDATA';
  readonly inWindowsHome: string;
}

const LOCAL = { windows: 'LOCALAPPDATA', inWindowsHome: 'AppData\\Local' } as const;
const STATE: Kind = { xdg: 'XDG_STATE_HOME', inHome: '.local/state', ...LOCAL };
const CACHE: Kind = { xdg: 'XDG_CACHE_HOME', inHome: '.cache', ...LOCAL };
const CONFIG: Kind = {
  xdg: 'XDG_CONFIG_HOME',
  inHome: '.config',
  windows: 'APPDATA',
  inWindowsHome: 'AppData\\Roaming',
};

function folder({ xdg, inHome, windows, inWindowsHome }: Kind, { env, platform, home }: Machine): string {
  const [path, named, usual] =
    platform === 'win32' ? [win32, env[windows], inWindowsHome] : [posix, env[xdg], inHome];
  const base = named !== undefined && path.isAbsolute(named) ? named : path.join(home, usual);
  return path.join(base, 'rolemend');
}
