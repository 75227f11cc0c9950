/** A script of the source that a command edits is not run as it stood before. */
import { describe, expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

const PUSH = 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com';
const FILES: Readonly<Record<string, string>> = {
  'a.sh': `${PUSH}/one\n`,
  'b.sh': `${PUSH}/one\n`,
  'edits.sed': 's/one/two/\n',
};

function read(...commands: readonly string[]) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands } } });
  const script = (path: string) => FILES[path] ?? null;
  const folder = (path: string) => (path === '.' ? Object.keys(FILES) : null);
  return askedBy({ project: project(), build: null, text, script, folder });
}

describe('a script', () => {
  it.each([
    'sed -i -f edits.sed a.sh',
    'sed --in-place --null-data s/one/two/ a.sh',
    'sed -i --posix s/one/two/ a.sh',
    'sed -i "s/one/$(cat /etc/name)/" a.sh b.sh',
    'sed -Ei "s/one/$(cat /etc/name)/" a.sh',
    'sed -i "s/one/\\x41/" *.sh',
    'sed -i s/\\\\x6fne/two/ a.sh',
    'perl -pi -e s/one/two/ a.sh',
  ])('is not known behind `%s`', (command) => {
    const { asked, said } = read(command, 'bash a.sh');
    expect(asked).toEqual([]);
    expect(said.join()).toMatch(/script `a\.sh` is not known/);
  });

  it('is known where the edit is, whatever pattern names it', () => {
    for (const command of ['sed -ri s/one/two/ a.sh', 'sed -i s/one/two/ *.sh'])
      expect(read(command, 'bash a.sh').asked.join()).toMatch(/repository\/two/);
  });
});
