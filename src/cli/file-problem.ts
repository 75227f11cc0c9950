/** Why a file that was named cannot be read, in words. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder',
  ENXIO: 'it is a socket, or a pipe that nobody writes to',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
};

export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return WORDS[code] ?? `the system refuses it (${code})`;
}

/** Why a file that was named cannot be written, in words. */
export function whyUnwritable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return WRITING[code] ?? `the system refuses it (${code})`;
}

const WRITING: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'you may not write it',
  EPERM: 'you may not write it',
  EISDIR: 'it is a folder',
  EROFS: 'nothing can be written there',
  ENOSPC: 'there is no space left',
  EDQUOT: 'there is no space left for you',
  ENAMETOOLONG: 'its name is too long',
};

/** Reading that stopped before the end, in words: `cannot read NAME: WHY`. */
export class ReadFailure extends Error {}
