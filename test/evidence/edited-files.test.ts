/** A script of the source that a command edits is not run as it stood before. */
import { describe, expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

const PUSH = 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com';
const FILES: Readonly<Record<string, string>> = {
  'a.sh': `${PUSH}/one\n`,
  'b.sh': `${PUSH}/one\n`,
  'edits.sed': 's/one/two/\n',
  'a.patch': '--- a/a.sh\n+++ b/a.sh\n@@ -1 +1 @@\n-x\n+y\n',
  'b.patch': '--- a/b.sh\n+++ b/b.sh\n@@ -1 +1 @@\n-x\n+y\n',
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
    'sed -i s/one/two/ "$F"',
    'sed -i s/one/two/ "$F.sh"',
    'perl -pi -e s/one/two/ "$F"',
    'find . -newer x -exec sed -i s/one/two/ {} +',
    "find . -newer x -name '*.sh' -exec sed -i s/one/two/ {} \\;",
    'git ls-files | xargs sed -i s/one/two/',
    'git ls-files | xargs -I{} sed -i s/one/two/ {}',
    'echo true > "$F"',
    'echo true >> $CODEBUILD_SRC_DIR/$F',
    'echo true | tee "$F"',
    'patch -p1 < other.patch',
    'patch a.sh < other.patch',
    'git apply other.patch',
    'git apply "$F"',
    'git apply a.patch',
    'patch -p1 < a.patch',
  ])('is not known behind `%s`', (command) => {
    const { asked, said } = read(command, 'bash a.sh');
    expect(asked).toEqual([]);
    expect(said.join()).toMatch(/script `a\.sh` is not known/);
  });

  it.each([
    'sed -i s/one/two/ "$F.yaml"',
    "find . -newer x -name '*.yaml' -exec sed -i s/one/two/ {} +",
    'find out -newer x -exec sed -i s/one/two/ {} +',
    'echo true > "/tmp/$F"',
    'echo true > out/$F',
    'echo true > $CODEBUILD_SRC_DIR/out/$F',
    'echo true > "$F.json"',
    'T=$(mktemp); echo true > $T; echo true > "$T.x"; echo true > $(mktemp -d)/x',
    'echo true | tee "log-$F.txt"',
    'git apply b.patch',
    'git apply --check other.patch',
    'patch -p1 < b.patch',
    'echo "$F" > b.sh',
    'echo true > "$F"; cat > a.sh <<< "docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/one"',
  ])('is known behind `%s`, which does not edit it', (command) => {
    expect(read(command, 'bash a.sh').asked.join()).toMatch(/repository\/one/);
  });

  it('is known where the edit is, whatever pattern names it', () => {
    for (const command of ['sed -ri s/one/two/ a.sh', 'sed -i s/one/two/ *.sh'])
      expect(read(command, 'bash a.sh').asked.join()).toMatch(/repository\/two/);
  });
});
