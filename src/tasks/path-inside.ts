import * as native from 'node:path';

/** The path from a directory to what is in it, with `/` on every platform, empty for itself; null: it lies elsewhere. */
export function pathInside(
  directory: string,
  path: string,
  platform: native.PlatformPath = native,
): string | null {
  const inside = platform.relative(platform.resolve(directory), platform.resolve(path));
  const isElsewhere =
    inside === '..' || inside.startsWith(`..${platform.sep}`) || platform.isAbsolute(inside);
  return isElsewhere ? null : inside.split(platform.sep).join('/');
}
