/** Commands that run another command: what is left when they are taken away. */
import { knownPrefix, knownText, literal, type ShellText } from './text.ts';

interface Wrapper {
  /** Options that take a value of their own. */
  readonly valued: readonly string[];
  /** Operands before the command: the duration of `timeout`. */
  readonly operands: number;
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries<Wrapper>({
    sudo: { valued: ['-u', '-g', '-h', '-p', '-C', '-U'], operands: 0 },
    env: { valued: ['-u', '-C', '-S'], operands: 0 },
    time: { valued: ['-f', '-o'], operands: 0 },
    command: { valued: [], operands: 0 },
    builtin: { valued: [], operands: 0 },
    exec: { valued: ['-a'], operands: 0 },
    nohup: { valued: [], operands: 0 },
    nice: { valued: ['-n'], operands: 0 },
    ionice: { valued: ['-c', '-n'], operands: 0 },
    stdbuf: { valued: ['-i', '-o', '-e'], operands: 0 },
    timeout: { valued: ['-s', '-k', '--signal', '--kill-after'], operands: 1 },
    unbuffer: { valued: [], operands: 0 },
    xargs: { valued: ['-n', '-I', '-P', '-L', '-d', '-a', '-s'], operands: 0 },
  }),
);

export interface Unwrapped {
  readonly fields: readonly ShellText[];
  readonly variables: readonly (readonly [string, ShellText])[];
}

/** Null: no wrapper, or one that is given nothing to run. */
export function unwrapped(name: string, args: readonly ShellText[]): Unwrapped | null {
  const wrapper = WRAPPERS.get(name);
  if (wrapper === undefined) return null;
  let at = 0;
  while (at < args.length) {
    const option = knownText(args[at] ?? literal(''));
    if (option === null || !option.startsWith('-')) break;
    at += wrapper.valued.includes(option) ? 2 : 1;
    if (option === '--') break;
  }
  at += wrapper.operands;
  const rest = args.slice(at);
  const assignments = name === 'env' || name === 'sudo' ? leadingAssignments(rest) : [];
  const fields = rest.slice(assignments.length);
  return fields.length === 0 ? null : { fields, variables: assignments };
}

function leadingAssignments(args: readonly ShellText[]): readonly (readonly [string, ShellText])[] {
  const assignments: (readonly [string, ShellText])[] = [];
  for (const arg of args) {
    const [assignment, variable = ''] = /^(\w+)=/.exec(knownPrefix(arg)) ?? [];
    if (assignment === undefined) break;
    const value = knownPrefix(arg).slice(assignment.length);
    const rest = arg.pieces.slice(1);
    assignments.push([variable, { pieces: value === '' ? rest : [value, ...rest], origins: arg.origins }]);
  }
  return assignments;
}
