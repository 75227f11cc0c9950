/** A program that is named alone, found in the folders of PATH. Never: in the working directory, which may be a checkout that others write. */
import { statSync } from 'node:fs';
import { win32 } from 'node:path';

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isFile: (path: string) => boolean;
}

const THIS_MACHINE: Machine = {
  platform: process.platform,
  env: process.env,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
};

/** What Windows runs without a shell. */
const ENDINGS = ['.com', '.exe'];

/**
 * What to run for it; null: Windows has none of the name. Windows alone looks in the working directory first, before PATH; elsewhere the
 * name is given as it is. Source: Microsoft, CreateProcess and NeedCurrentDirectoryForExePath; libuv, `uv_spawn`.
 */
export function programPath(name: string, { platform, env, isFile }: Machine = THIS_MACHINE): string | null {
  if (platform !== 'win32' || /[\\/:]/.test(name)) return name;
  const folders = (env['PATH'] ?? '').split(';').map((folder) => folder.replaceAll('"', ''));
  const names = ENDINGS.some((ending) => name.toLowerCase().endsWith(ending))
    ? [name]
    : ENDINGS.map((ending) => `${name}${ending}`);
  const files = folders
    .filter((folder) => win32.isAbsolute(folder))
    .flatMap((folder) => names.map((one) => win32.join(folder, one)));
  return files.find(isFile) ?? null;
}
