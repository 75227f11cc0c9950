/** Redirections: what a command reads, and where its output goes. */
import type { Redirection } from 'unbash';
import { expandHereDocument, expandText, type Expansion } from './expand.ts';
import { contentsOf, writeFile } from './files.ts';
import type { Outcome, Shell, Step } from './shell.ts';
import { noteEdit } from './unknown-edits.ts';
import { concat, EMPTY, knownText, literal, type ShellText, sourcePath, unknown } from './text.ts';

interface Place {
  readonly shell: Shell;
  readonly step: Step;
  readonly expansion: Expansion;
}

/** What a command reads; null: nothing that is followed. */
export function inputOf(
  redirects: readonly Redirection[],
  { shell, step, expansion }: Place,
): ShellText | null {
  const redirect = redirects.findLast(
    ({ type, operator }) => type !== 'Redirect' || operator === '<' || operator === '<>',
  );
  if (redirect === undefined) return step.stdin;
  if (redirect.type === 'HereDoc') return expandHereDocument(redirect, expansion);
  if (redirect.target === undefined) return null;
  if (redirect.type === 'HereString') return concat([expandText(redirect.target, expansion), literal('\n')]);
  const [part, ...others] = redirect.target.parts ?? [];
  if (part?.type === 'ProcessSubstitution' && part.operator === '<' && others.length === 0) {
    return expansion.outputOf(part.script, part.text);
  }
  const contents = contentsOf(
    { frame: step.frame, listener: shell.listener },
    expandText(redirect.target, expansion),
  );
  return contents ?? unknown(`contents of \`${redirect.target.text}\``);
}

/** Writes the output where a redirection takes it; what is left goes on. */
export function redirected(outcome: Outcome, redirects: readonly Redirection[], place: Place): Outcome {
  let { output } = outcome;
  for (const redirect of redirects) {
    if (redirect.type !== 'Redirect' || redirect.target === undefined || !takesOutput(redirect)) continue;
    const target = expandText(redirect.target, place.expansion);
    const name = knownText(target);
    if (sourcePath(target) === null)
      noteEdit(place.step.frame, target, `\`${redirect.target.text}\`, which is written, may be it`);
    if (name === '/dev/stdout' || name === '/dev/tty') continue;
    const isAppended = redirect.operator === '>>' || redirect.operator === '&>>';
    const written = redirect.operator.startsWith('&') ? withErrors(outcome) : output;
    writeFile({ frame: place.step.frame, listener: place.shell.listener }, target, {
      text: written,
      isAppended,
    });
    output = EMPTY;
  }
  return { ...outcome, output };
}

/** What a command writes to both of its outputs is known only of those that are known to succeed. */
function withErrors({ output, status }: Outcome): ShellText {
  return status === true ? output : unknown('it holds error messages too');
}

function takesOutput({ operator, descriptor }: Extract<Redirection, { type: 'Redirect' }>): boolean {
  if (operator === '&>' || operator === '&>>') return true;
  const isOutput = operator === '>' || operator === '>>' || operator === '>|';
  return (
    isOutput && (descriptor === undefined || (descriptor.type === 'FileDescriptor' && descriptor.value === 1))
  );
}
