/** What following commands may cost is far above what real builds do. */
import { expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

const TEMPLATE = 'Type: AWS::S3::Bucket\n'.repeat(700);
const names = Array.from({ length: 176 }, (_, at) => `t${at}.yaml`);

function read(...commands: readonly string[]) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands } } });
  const script = (path: string) => (path.endsWith('.yaml') ? TEMPLATE : null);
  return askedBy({ project: project(), build: null, text, script, folder: () => names });
}

it.each([
  'for f in *.yaml; do size=$(wc -c < "$f"); if [ $size -gt 51200 ]; then echo "$f is large"; fi; done',
  'for f in *.yaml; do cat "$f" | aws cloudformation validate-template --template-body "$(cat)"; done',
  'for f in *.yaml; do head -1 "$f" | grep -q AWS && echo "$f"; done',
])('what stands behind `%s` is read', (loop) => {
  const { asked, said } = read(
    loop,
    'aws sns publish --topic-arn arn:aws:sns:us-west-2:111122223333:t --message m',
  );
  expect(said).toEqual([]);
  expect(asked).toContain('sns:Publish arn:aws:sns:us-west-2:111122223333:t');
});

it('a filter of what is not known says why that is not known', () => {
  const { said } = read(
    'BRANCH=$(echo "$BRANCH_NAME" | sed "s/[^a-z]/-/g" | tr A-Z a-z)',
    'aws sqs get-queue-url --queue-name "q-$BRANCH"',
  );
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('`BRANCH_NAME` is not set by the project, the buildspec or CodeBuild');
});
