/** Variables whose names a command computes: known names are followed, of others it is said that they are not, and no old value is kept. */
import { describe, expect, it } from 'vitest';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

const variables = Object.entries({
  BUCKET: 'old',
  NAME: 'BUCKET',
  live_BUCKET: 'live',
  live_REGION: 'eu-west-1',
}).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' as const }));

function read(...before: readonly string[]) {
  const commands = [...before, 'aws s3 cp a.zip s3://$BUCKET/a.zip'];
  const text = JSON.stringify({ version: '0.2', env: { shell: 'bash' }, phases: { build: { commands } } });
  const own = project({ environment: { ...project().environment, variables } });
  return askedBy({ project: own, build: null, text, script: () => null });
}

const puts = (bucket: string) => [`s3:PutObject arn:aws:s3:::${bucket}/a.zip`];

describe('the names of variables that begin alike', () => {
  it.each([
    'for v in "${!live_@}"; do export "${v#live_}"="${!v}"; done',
    'for v in "${!live_@}"; do export ${v#live_}="${!v}"; done',
    'for v in ${!live_*}; do declare "${v#live_}=${!v}"; done',
    'for v in ${!live_*}; do printf -v "${v#live_}" %s "${!v}"; done',
  ])('are those that are set: %s', (command) => {
    expect(read(command)).toEqual({ asked: puts('live'), said: [] });
  });

  it('are none where nothing is called so', () => {
    expect(read('for v in "${!stage_@}"; do export BUCKET=new; done')).toEqual({
      asked: puts('old'),
      said: [],
    });
  });

  it('are those that are still set', () => {
    expect(read('unset live_BUCKET', 'for v in "${!live_@}"; do export "${v#live_}"="${!v}"; done')).toEqual({
      asked: puts('old'),
      said: [],
    });
  });

  it('give the reason why their value is not known', () => {
    const { asked, said } = read(
      'export live_BUCKET=$(pick)',
      'for v in "${!live_@}"; do export ${v#live_}="${!v}"; done',
    );
    expect(asked).toEqual([]);
    expect(said).toEqual([expect.stringMatching(/a path that is not known: output of `pick`/)]);
  });
});

describe('a name that is not known', () => {
  it.each([
    'export $(names)=x',
    'export "$(names)"',
    'export $(cat .env | xargs)',
    'declare "$(names)=x"',
    'readonly "$(names)=x"',
    'printf -v "$(names)" x',
    'read -r "$(names)" < f',
    'unset "$(names)"',
    'mapfile -t "$(names)" < f',
    'while IFS="=" read -r k v; do export "$k"="$v"; done < .env',
  ])('is said: %s', (command) => {
    const { said } = read(command);
    expect(said).toEqual([expect.stringMatching(/^which variables it sets is not known: /)]);
  });

  it.each([
    'export $NAME=old',
    'declare -p "$(names)"',
    'export -f "$(names)"',
    'export AWS_DEFAULT_OUTPUT=$(names)',
    'export -n OTHER=BUCKET',
    'read -r -p "$(question)" ANSWER',
    'read -rp "$(question)" ANSWER <<< new',
  ])('is none here: %s', (command) => {
    expect(read(command)).toEqual({ asked: puts('old'), said: [] });
  });
});

describe('a variable that is set in a way that is not followed', () => {
  it.each([
    "read -r -d '' BUCKET < f",
    'read -n 3 BUCKET < f',
    'read -u 3 BUCKET 3< f',
    'printf -v "BUCKET[0]" new',
    'declare -n other=BUCKET; other=new',
    'f() { local -n other=$1; other=new; }; f BUCKET',
    'declare -n other; other=BUCKET; other=new',
    'BUCKET=(a b); unset "BUCKET[0]"',
    'read "BUCKET[0]" <<< new',
  ])('does not keep its old value: %s', (command) => {
    const { asked, said } = read(command);
    expect(asked).toEqual([]);
    expect(said).toEqual([expect.stringMatching(/a path that is not known: `BUCKET` /)]);
  });

  it.each([
    ["read BUCKET <<< 'a\\b'", /what `read` makes of backslashes/],
    ['declare -i BUCKET=1+2', /what is computed for `-i`/],
    ['f() { local BUCKET; aws s3 cp a.zip s3://$BUCKET/b.zip; }; f', /`local BUCKET` gives it no value/],
  ])('is said with why: %s', (command, why) => {
    expect(read(command).said.join()).toMatch(why);
  });
});
