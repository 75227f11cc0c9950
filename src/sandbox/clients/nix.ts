/** Nix, as far as it only leads to another command: its packages are the programs of the build. Source: Nix Reference Manual. */
import type { Program } from '../shell/shell.ts';
import { notRun } from './build-host.ts';
import { valuesOf } from './options.ts';

/** Programs that a package of nixpkgs brings under another name. Source: nixpkgs, meta.mainProgram. */
const PROGRAMS: Readonly<Record<string, string>> = {
  awscli: 'aws',
  awscli2: 'aws',
  'docker-client': 'docker',
};

/** `nix develop|shell … --command WORDS` and `nix run nixpkgs#PACKAGE -- WORDS`; what builds or runs the source's own is not run. */
const nix: Program = (invocation) => {
  const { args, io, shell, call } = invocation;
  const [verb, installable = '', ...rest] = args;
  if (verb === 'develop' || verb === 'shell') {
    const at = args.findIndex((word) => word === '-c' || word === '--command');
    return at === -1 ? notRun(invocation) : call(args.slice(at + 1), shell, io);
  }
  const [, name] = /^nixpkgs#([\w.-]+)$/.exec(installable) ?? [];
  if (verb !== 'run' || name === undefined) return notRun(invocation);
  const program = (Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined) ?? name;
  return call([program, ...(rest[0] === '--' ? rest.slice(1) : rest)], shell, io);
};

/** `nix-shell … --run TEXT`. */
const nixShell: Program = (invocation) => {
  const [text] = valuesOf(invocation.args, ['--run', '--command']);
  return text === undefined ? notRun(invocation) : invocation.run(text, invocation.shell, invocation.io);
};

export const NIX: Readonly<Record<string, Program>> = { nix, 'nix-shell': nixShell };
