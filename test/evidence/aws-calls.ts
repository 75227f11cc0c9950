/** What a command of the AWS CLI calls, as it is read off its line. */
import { concat, knownText, literal, type ShellText, unknown } from '#evidence/shell/text.ts';
import { aws } from '#evidence/shell/tools/aws-cli.ts';

export const ACCOUNT = '111122223333';
export const arn = (service: string, resource: string, account = ACCOUNT, region = 'us-west-2') =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

const NOT_SET = unknown('`UNKNOWN` is not set');

interface Around {
  readonly account: string;
  readonly contents?: (path: ShellText) => ShellText | null;
  readonly text?: string;
}

/** What `aws` with these arguments asks for, where nothing but some files stands around it. */
export function readAws(args: readonly ShellText[], { account, contents = () => null, text = '' }: Around) {
  const invocation = {
    name: 'aws',
    args,
    stdin: null,
    variable: () => null,
    file: () => null,
    edit: () => undefined,
    pathOf: () => null,
    onlyOn: null,
    contents,
    folder: () => null,
    matching: () => null,
    write: () => undefined,
    spend: () => undefined,
    where: 'buildspec line 1',
    text,
  };
  return aws(invocation, { partition: 'aws', account, region: 'us-west-2', roleName: 'builder' });
}

/** Words as a shell has them, those in single quotes without these. */
const wordsOf = (line: string) =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replace(/'([^']*)'/g, '$1'));

/** Each row in short; `$UNKNOWN` is not known, `files` are those of the source by name. */
export function calls(line: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const word = (text: string): ShellText => {
    const pieces = text.split(/(\$UNKNOWN)/).map((part) => (part === '$UNKNOWN' ? NOT_SET : literal(part)));
    return concat(pieces);
  };
  const contents = (path: ShellText) => {
    const text = files[knownText(path) ?? ''];
    return text === undefined ? null : word(text);
  };
  return readAws(wordsOf(line).slice(1).map(word), { account: ACCOUNT, contents, text: line }).map(
    (reading) => {
      if (reading.kind === 'unresolved') return `? ${reading.why}`;
      if (reading.kind === 'session') return `taken ${reading.session.roleArn}`;
      const { use } = reading;
      return use.kind === 'aws-call' ? `${use.action} ${use.resources.join(' ')}` : use.kind;
    },
  );
}
