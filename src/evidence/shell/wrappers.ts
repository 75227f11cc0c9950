/** Commands that run another command: what is left when they are taken away. */
import {
  concat,
  EMPTY,
  knownPrefix,
  knownText,
  literal,
  type ShellText,
  splitFields,
  unknown,
  withoutPrefix,
  withoutTrailingBreaks,
} from './text.ts';

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
export function unwrapped(
  name: string,
  args: readonly ShellText[],
  stdin: ShellText | null,
): Unwrapped | null {
  const wrapper = WRAPPERS.get(name);
  if (wrapper === undefined) return null;
  let at = 0;
  let placeholder: string | null = null;
  while (at < args.length) {
    const option = knownText(args[at] ?? EMPTY);
    if (option === null || !option.startsWith('-')) break;
    if (name === 'xargs' && option === '-I') placeholder = knownText(args[at + 1] ?? EMPTY);
    at += wrapper.valued.includes(option) ? 2 : 1;
    if (option === '--') break;
  }
  const rest = args.slice(at + wrapper.operands);
  const assignments = name === 'env' || name === 'sudo' ? leadingAssignments(rest) : [];
  const fields = rest.slice(assignments.length);
  if (fields.length === 0) return null;
  const given = name === 'xargs' ? withInput(fields, placeholder, stdin) : fields;
  return { fields: given, variables: assignments };
}

/** `xargs` puts what it reads behind the command, or (`-I`) line by line in the place of a word; one line can be followed. */
function withInput(
  fields: readonly ShellText[],
  placeholder: string | null,
  stdin: ShellText | null,
): readonly ShellText[] {
  const input = stdin === null ? unknown('what `xargs` reads is not known') : withoutTrailingBreaks(stdin);
  if (placeholder === null) return [...fields, ...splitFields(input)];
  const isOneLine = knownText(input)?.includes('\n') !== true;
  const line = isOneLine ? input : unknown('what `xargs` reads has several lines');
  return fields.map((field) => {
    const parts = knownText(field)?.split(placeholder) ?? [];
    if (parts.length < 2) return field;
    return concat(parts.flatMap((part, index) => (index === 0 ? [literal(part)] : [line, literal(part)])));
  });
}

function leadingAssignments(args: readonly ShellText[]): readonly (readonly [string, ShellText])[] {
  const assignments: (readonly [string, ShellText])[] = [];
  for (const arg of args) {
    const [assignment, variable = ''] = /^(\w+)=/.exec(knownPrefix(arg)) ?? [];
    if (assignment === undefined) break;
    assignments.push([variable, withoutPrefix(arg, assignment.length)]);
  }
  return assignments;
}
