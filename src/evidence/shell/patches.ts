/** What `patch`, `git apply` and `git am` change: the files that a patch names, or any file where it is not known. Source: GNU patch and git manuals. */
import type { Invocation } from './invocation.ts';
import { knownText, literal, unknown } from './text.ts';

const UNTOUCHED = /^--(?:dry-run|check|stat|numstat|summary|help|version|abort|cached)$/;

export function patched({ name, args, stdin, contents, write, edit }: Invocation): null {
  const words = args.map((arg) => knownText(arg) ?? '');
  const isOfGit = name === 'git' && /^(?:apply|am)$/.test(words[0] ?? '');
  if ((name !== 'patch' && !isOfGit) || words.some((word) => UNTOUCHED.test(word))) return null;
  const patches = [stdin, ...args.map(contents)].flatMap((text) => (text === null ? [] : knownText(text)));
  const lines = patches.flatMap((text) => [...(text?.matchAll(/^(?:\+\+\+|---) (\S{1,500})/gm) ?? [])]);
  const why = `\`${name}\` changes it`;
  if (patches.includes(null) || lines.length === 0) edit(unknown(''), why);
  // How many of the folders are left away depends on its options.
  const named = lines.flatMap(([, path = '']) =>
    path.split('/').map((_, at, all) => all.slice(at).join('/')),
  );
  for (const path of new Set([...named, ...words]))
    if (contents(literal(path)) !== null) write(literal(path), unknown(why));
  return null;
}
