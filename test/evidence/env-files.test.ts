/**
 * Texts that a shell runs and of which a part is not known: what is not known is an argument, or what a variable is given, and the rest
 * is read; where it may name a command, nothing is.
 */
import { expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

function read(...commands: readonly string[]) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands } } });
  return askedBy({ project: project(), build: null, text, script: () => null });
}

const QUEUE = (name: string) => `sqs:GetQueueUrl arn:aws:sqs:us-west-2:111122223333:${name}`;
const OPEN =
  '$(aws cloudformation describe-stacks --stack-name s --query Stacks[0].Outputs[0].OutputValue --output text)';

it.each([
  ['lines that are added', [`echo "export V=${OPEN}" > e.sh`, 'echo "export Q=known" >> e.sh', '. ./e.sh']],
  ['a here-document', [`V=${OPEN}`, 'cat > e.sh << EOF\nexport V="$V"\nexport Q=known\nEOF', 'source e.sh']],
  ['a format', [`V=${OPEN}`, 'printf \'V=%s\\nQ=%s\\n\' "$V" known > .env', 'set -a; . ./.env; set +a']],
  ['several on a line', [`echo "V='${OPEN}' Q=known" > e.sh`, '. ./e.sh']],
])('a file of variables by %s', (_, commands) => {
  const { asked, said } = read(...commands, 'aws sqs get-queue-url --queue-name "$Q"');
  expect(asked).toContain(QUEUE('known'));
  expect(said).toEqual([]);
});

it.each([
  [
    'a script',
    [
      'cat > d.sh <<EOF\nset -e\necho $BRANCH_NAME\naws sqs get-queue-url --queue-name known\nEOF',
      'bash d.sh',
    ],
  ],
  ['`bash -c`', ['bash -c "export A=$X; aws sqs get-queue-url --queue-name known"']],
  ['`eval`', ['eval "TAG=$X aws sqs get-queue-url --queue-name known"']],
])('the commands of %s that hold what is not known', (_, commands) => {
  expect(read(...commands).asked).toContain(QUEUE('known'));
});

it.each([
  ['a command', 'eval "$X"'],
  ['the name of one', 'bash -c "$X && aws sqs get-queue-url --queue-name known"'],
  ['one behind a keyword', 'bash -c "if true; then $X; fi; aws sqs get-queue-url --queue-name known"'],
  ['a line of a file', 'curl -s https://example.com/env > .env; echo A=1 >> .env; . ./.env'],
])('nothing is read where it may be %s', (_, command) => {
  const { asked, said } = read(command);
  expect(asked.filter((need) => need.startsWith('sqs:'))).toEqual([]);
  expect(said).toHaveLength(1);
});

it.each([
  ['${S//[^a-zA-Z0-9]/-}', 'feature-my-branch-x'],
  ['${S//[^a-z]/}', 'featuremybranchx'],
  ['${S/[aeiou]/0}', 'f0ature/my-branch_x'],
  ['${S/#*\\//}', 'my-branch_x'],
  ['${S/%_?/-end}', 'feature/my-branch-end'],
  ['${S/#/x-}', 'x-feature/my-branch_x'],
  ['${S/%/-x}', 'feature/my-branch_x-x'],
  ['${S//[a-z]*[\\/]/x}', 'xmy-branch_x'],
])('%s', (expansion, value) => {
  const { asked } = read('S=feature/my-branch_x', `aws ssm get-parameter --name "p-${expansion}"`);
  expect(asked).toContain(`ssm:GetParameter arn:aws:ssm:us-west-2:111122223333:parameter/p-${value}`);
});

it.each([
  ['an index', "A=(x y z); unset 'A[1]'", ['x', 'z']],
  ['a key', "declare -A A=([x]=x [y]=y [z]=z); unset 'A[y]'", ['x', 'z']],
  ['what was appended behind it', "A=(x y); unset 'A[0]'; A+=(z)", ['y', 'z']],
])('an array of which an element is unset by %s', (_, setting, left) => {
  const { asked } = read(
    `${setting}; for a in "\${A[@]/%/-q}"; do aws sqs get-queue-url --queue-name $a; done`,
  );
  expect(asked.filter((need) => need.startsWith('sqs:'))).toEqual(left.map((name) => QUEUE(`${name}-q`)));
});
