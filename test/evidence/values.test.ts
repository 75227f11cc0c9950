import { describe, expect, it } from 'vitest';
import { readBuildspec } from '#evidence/buildspec.ts';
import { readBuildspecEvidence } from '#evidence/buildspec-evidence.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { readCommands } from '#evidence/shell/commands.ts';
import { build, ofAws, project } from './project.ts';

const R = '111122223333.dkr.ecr.us-west-2.amazonaws.com';

function evidenceOf(
  commands: readonly string[],
  files: Readonly<Record<string, string>> = {},
): readonly Evidence[] {
  const { buildspec } = readBuildspec(JSON.stringify({ version: '0.2', phases: { build: { commands } } }));
  if (buildspec === null) return [];
  const variables = [{ name: 'NAME', value: 'app', type: 'PLAINTEXT' } as const];
  const own = project({ environment: { ...project().environment, variables } });
  return ofAws(readCommands({ buildspec, project: own, build: null, script: (path) => files[path] ?? null }));
}

/** Who names the pushed repository: `settings` alone, or the `source` too; or why it is not known. */
function pushedBy(...commands: readonly string[]): string {
  for (const one of evidenceOf(commands)) {
    if (one.kind === 'use' && one.use.kind === 'image-push')
      return `${one.origin} ${one.use.repository.name}`;
  }
  return evidenceOf(commands)
    .map((one) => (one.kind === 'unresolved' ? one.why : one.kind))
    .join('; ');
}

describe('whose word a value is', () => {
  const host = '$ACC.dkr.ecr.$AWS_REGION.amazonaws.com';

  it.each([
    ['jq', 'ACC=$(aws sts get-caller-identity | jq -r .Account)'],
    ['a query', 'ACC=$(aws sts get-caller-identity --query Account --output text)'],
    ['a query and tr', `ACC=$(aws sts get-caller-identity --query Account | tr -d '"')`],
    ['a file', 'aws sts get-caller-identity > id.json; ACC=$(jq -r .Account id.json)'],
    ['cut', 'ACC=$(aws sts get-caller-identity --query Arn --output text | cut -d: -f5)'],
    ['the text of an answer and cut', 'ACC=$(aws sts get-caller-identity --output text | cut -f1)'],
    ['the text of an answer and awk', "ACC=$(aws sts get-caller-identity --output text | awk '{print $1}')"],
    ['split of jq', `ACC=$(aws sts get-caller-identity | jq -r '.Arn | split(":")[4]')`],
  ])('stays the settings’ through %s', (_name, before) => {
    expect(pushedBy(before, `docker push ${host}/$NAME:1`)).toBe('settings app');
  });

  it('stays the settings’ where a line is read whole', () => {
    const account = 'ACC=$(aws sts get-caller-identity --query Account --output text)';
    expect(pushedBy(account, 'read -r X <<< "$NAME"', `docker push ${host}/$X:1`)).toBe('settings app');
  });

  it.each([
    ['cut', 'ACC=$(aws sts get-caller-identity --query Account --output text | cut -c1-12)', '$NAME'],
    ['sed', 'ACC=$(aws sts get-caller-identity --query Account --output text)', '$(echo x$NAME | sed s/x//)'],
    ['tr', 'ACC=$(aws sts get-caller-identity --query Account --output text)', '$(echo $NAME | tr p b)'],
  ])('is the source’s once %s has changed it', (_name, before, name) => {
    expect(pushedBy(before, `docker push ${host}/${name}:1`)).toMatch(/^source /);
  });
});

describe('a text of which a part is not known', () => {
  const names = (...before: readonly string[]) => pushedBy(...before, `docker push ${R}/$X:1`);

  it.each([
    [
      'grep of another line',
      `X=$(aws sts get-caller-identity | grep Account | sed 's/[^0-9]*//g')`,
      '111122223333',
    ],
    [
      'grep -o',
      `X=$(aws sts get-caller-identity | grep -o '"Account": "[0-9]*"' | grep -o '[0-9]*')`,
      '111122223333',
    ],
    [
      'the first match of grep -o',
      `X=$(echo $CODEBUILD_BUILD_ARN | grep -oE '[0-9]{12}' | head -n1)`,
      '111122223333',
    ],
    ['a first line', `X=$(printf 'app\\n%s\\n' "$(git log)" | head -1)`, 'app'],
    ['several expressions of sed', `X=$(echo '"app"' | sed -e 's/^"//' -e 's/"$//')`, 'app'],
    ['an array', 'IFS=: read -ra P <<< "$CODEBUILD_BUILD_ARN"; X=${P[3]}', 'us-west-2'],
    ['variables', 'IFS=: read -r A B C X REST <<< "$CODEBUILD_BUILD_ARN"', 'us-west-2'],
    ['what a pattern leaves', 'X=${CODEBUILD_BUILD_ARN#arn:aws:codebuild:}; X=${X%%:*}', 'us-west-2'],
    ['the longest suffix', 'X=${CODEBUILD_BUILD_ID%%:*}', 'app'],
    ['a line by its number', `X=$(echo "$CODEBUILD_BUILD_ARN" | tr ':' '\\n' | sed -n 4p)`, 'us-west-2'],
    ['lines from both ends', `X=$(tr : '\\n' <<< "$CODEBUILD_BUILD_ARN" | head -4 | tail -1)`, 'us-west-2'],
    [
      'a group beside it',
      `X=$(sed 's/^arn:aws:codebuild:\\([^:]*\\):.*$/\\1/' <<< "$CODEBUILD_BUILD_ARN")`,
      'us-west-2',
    ],
    [
      'what is printed where something is put in',
      `X=$(sed -nE 's/^([a-z]+):.*/\\1/p' <<< "$CODEBUILD_BUILD_ID")`,
      'app',
    ],
  ])('is known through %s', (_name, before, name) => {
    expect(names(before)).toMatch(new RegExp(` ${name}$`));
  });

  it.each([
    ['a line that may match', "X=$(aws sts get-caller-identity | grep -oE '[0-9a-f]{12}' | head -1)"],
    [
      'a match that may go on in it',
      `X=$(echo "$CODEBUILD_BUILD_ID" | sed 's/:/-1/' | grep -oE '[0-9a-f]+$' | head -1)`,
    ],
    ['a second match', `X=$(echo $CODEBUILD_BUILD_ARN | grep -oE '[0-9]{12}' | sed -n 2p)`],
    ['a field that is not known', 'IFS=: read -ra P <<< "$CODEBUILD_BUILD_ARN"; X=${P[6]}'],
    ['a part that may hold the delimiter', 'IFS=: read -ra P <<< "a:$CODEBUILD_WEBHOOK_TRIGGER"; X=${P[0]}'],
    ['a pattern that may end in it', 'X=${CODEBUILD_BUILD_ID%a*}'],
    ['a pattern of one character', 'X=${CODEBUILD_BUILD_ID%?}'],
    ['a group that begins in it', `X=$(sed 's/.*a\\(.*\\)/\\1/' <<< "$CODEBUILD_BUILD_ID")`],
    [
      'a deletion where it may match',
      `X=$(printf 'app\\n%s\\n' "$CODEBUILD_BUILD_ID" | sed '/-a/d' | tail -1)`,
    ],
    ['characters that it may have', `X=$(echo "$CODEBUILD_BUILD_ID" | tr a-f '\\n' | head -1)`],
  ])('is not known: %s', (_name, before) => {
    expect(names(before)).toMatch(/is not known|depends on|is known only/);
  });
});

describe('a value of a file', () => {
  const pushed = (before: string, files: Readonly<Record<string, string>>): string =>
    evidenceOf([before, `docker push ${R}/$X:1`], files)
      .map((one) =>
        one.kind === 'use' && one.use.kind === 'image-push' ? one.use.repository.name : 'not known',
      )
      .join();

  it.each([
    ['node -p', `X=$(node -p "require('./package.json').name")`],
    ['node -e', `X=$(node -e 'console.log(require("./package.json")["name"])')`],
    ['yq', `X=$(yq '.image.name' values.yml)`],
    ['yq eval', `X=$(yq eval .image.name values.yml)`],
    ['yq of standard input', `X=$(cat values.yml | yq -r .image.name -)`],
  ])('is read by %s', (_name, before) => {
    expect(pushed(before, { 'package.json': '{"name":"web"}', 'values.yml': 'image:\n  name: web\n' })).toBe(
      'web',
    );
  });

  it.each([
    ['node of a module', `X=$(node -p "require('name')")`],
    ['node of more than a value', `X=$(node -p "require('./package.json').name.trim()")`],
    ['yq of a list', `X=$(yq '.image' values.yml)`],
    ['yq that writes', `X=$(yq -i '.a = 1' values.yml)`],
  ])('is not read by %s', (_name, before) => {
    expect(pushed(before, { 'package.json': '{"name":"web"}', 'values.yml': 'image:\n  name: web\n' })).toBe(
      'not known',
    );
  });
});

describe('what hangs on something not known', () => {
  it.each([
    ['a member of an answer', 'X=$(aws sts get-caller-identity | jq -r .UserId)'],
    ['a filter of jq that is not followed', `X=$(echo '{"a":"b"}' | jq -r '.a | explode | implode')`],
    ['an answer as somebody else', 'X=$(aws sts get-caller-identity --profile other | jq -r .Account)'],
    [
      'an answer with other keys',
      'export AWS_ACCESS_KEY_ID=AKIA; X=$(aws sts get-caller-identity | jq -r .Account); unset AWS_ACCESS_KEY_ID',
    ],
    ['a file written under a condition', 'curl x && echo b > f; X=$(cat f)'],
    ['sed of an unknown text', 'X=$(git rev-parse HEAD | sed s/a/b/)'],
    ['grep of an unknown text', 'X=$(git log | grep a)'],
    ['text of which a part may be JSON', `X=$(echo "{\\"a\\":\\"$(git log)\\"}" | jq -r .a)`],
  ])('is not known: %s', (_name, before) => {
    expect(pushedBy(`${before}\ndocker push ${R}/$X`)).toMatch(/is not known|depends on/);
  });

  it('ends in bounded time whatever an expression says', () => {
    const long = 'a'.repeat(20_000);
    const script = `X=$(echo ${long} | sed -E 's/(a*)*b/c/' | grep -E '(a|aa)+$' | awk '/(a*)*b/ {print $1}')`;
    expect(pushedBy(script, `docker push ${R}/app`)).toBe('source app');
  });
});

describe('keys that are emptied or taken away', () => {
  it('give the calls back to the project’s role', () => {
    const commands = [
      'export AWS_ACCESS_KEY_ID=AKIA',
      'aws s3 ls s3://one',
      'export AWS_ACCESS_KEY_ID=',
      'aws s3 ls s3://two',
    ];
    const found = evidenceOf(commands).map((one) =>
      one.kind === 'use' && one.use.kind === 'aws-call' ? one.use.resources : one.kind,
    );
    expect(found).toEqual(['unresolved', ['arn:aws:s3:::two']]);
  });
});

describe('package scripts', () => {
  const manifest = (scripts: Readonly<Record<string, string>>) => ({
    'package.json': JSON.stringify({ version: '1.2.3', scripts }),
  });
  const pushes = (commands: readonly string[], files: Readonly<Record<string, string>>) =>
    evidenceOf(commands, files).map((one) =>
      one.kind === 'use' && one.use.kind === 'image-push'
        ? `${one.source.where} ${one.use.repository.name}:${one.use.tag}`
        : one.kind,
    );

  it.each([
    ['npm run release', ''],
    ['npm run -s release', ''],
    ['yarn release', ''],
    ['pnpm run release', ''],
    ['bun run release', ''],
    ['cd web && npm run release', 'web/'],
    ['npm --prefix web run release', 'web/'],
  ])('are followed by `%s`', (command, folder) => {
    const text = manifest({ release: `docker push ${R}/app:$npm_package_version` })['package.json'];
    expect(pushes([command], { [`${folder}package.json`]: text })).toEqual([
      `${folder}package.json script \`release\` app:1.2.3`,
    ]);
  });

  it('see the configuration of their package', () => {
    const scripts = {
      release: `docker push ${R}/$npm_package_config_image_name:$npm_package_config_port$npm_package_config_off`,
    };
    const config = { 'image-name': 'web', port: 8080, list: ['a'], off: false };
    const text = JSON.stringify({ scripts, config });
    expect(pushes(['npm run release'], { 'package.json': text })).toEqual([
      'package.json script `release` web:8080',
    ]);
  });

  it('run what stands before and behind them, and take arguments', () => {
    const files = manifest({
      prego: `docker push ${R}/a:1`,
      go: `docker push`,
      postgo: `docker push ${R}/c:1`,
    });
    expect(pushes([`npm run go -- ${R}/b:1`], files).map((one) => one.split('` ')[1])).toEqual([
      'a:1',
      'b:1',
      'c:1',
    ]);
  });

  it('that call nothing of AWS are no open question', () => {
    expect(evidenceOf(['npm run build', 'npm ci'], manifest({ build: 'vite build' }))).toEqual([]);
  });
});

describe('names of parameters, secrets and reports', () => {
  it('with variables in them are said and never asked for', () => {
    const text = `version: 0.2
env:
  parameter-store:
    A: /app/\${STAGE}/db
    B: /app/known
  secrets-manager:
    C: $STAGE/db:password
reports:
  $NAME-tests:
    files: ['**/*']
phases: {build: {commands: [echo hi]}}`;
    const found = readBuildspecEvidence({ project: project(), build: build(), text });
    const shown = found.map((one) =>
      one.kind === 'use' ? one.use.kind : one.kind === 'unresolved' ? one.why : one.kind,
    );
    expect(shown).toEqual([
      expect.stringMatching(/name of the parameter is not known/),
      'read-parameter',
      expect.stringMatching(/name of the secret is not known/),
      expect.stringMatching(/name of the report group is not known/),
    ]);
  });
});
