/** The scripts of `package.json` that a command of a package manager runs beside its own work, in the order in which they run. */
import { describe, expect, it } from 'vitest';
import { readBuildspecEvidence } from '#evidence/buildspec-evidence.ts';
import { askedBy } from '../needs/asked.ts';
import { project } from './project.ts';

type Files = Readonly<Record<string, string>>;

const NAMES =
  `preinstall install postinstall prepublish preprepare prepare postprepare prepublishOnly prepack postpack publish postpublish
  preversion version postversion pretest test posttest prerestart prestop stop poststop prestart start poststart postrestart
  prebuild build postbuild`.split(/\s+/);

/** Each script deletes an object that bears its name. */
const scripts = Object.fromEntries(NAMES.map((name) => [name, `aws s3 rm s3://ran/${name}`]));
const manifest = (changes: object = {}) =>
  JSON.stringify({ name: 'app', version: '1.0.0', scripts, ...changes });

function inputOf(run: readonly string[], files: Files) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  return { project: project(), build: null, text, script };
}

/** The objects that are deleted and the packages that are published, in order. */
function ran(run: readonly string[], files: Files = { 'package.json': manifest() }): string {
  return readBuildspecEvidence(inputOf(run, files))
    .flatMap((one) => (one.kind === 'use' && one.use.kind === 'aws-call' ? [one.use] : []))
    .flatMap(({ action, resources }) => {
      if (action === 'codeartifact:PublishPackageVersion') return ['PUBLISHED'];
      return action === 's3:DeleteObject' ? [resources[0]?.split('/').slice(1).join('/')] : [];
    })
    .join(' ');
}

const LOGIN = 'aws codeartifact login --tool npm --domain d --repository r';
const PUBLISHED = 'prepublishOnly prepack prepare postpack PUBLISHED publish postpublish';
const INSTALLED = 'preinstall install postinstall prepublish preprepare prepare postprepare';
const TESTED = 'pretest test posttest';

describe('the scripts beside a command of a package manager', () => {
  it.each<readonly [string, string]>([
    ['npm publish', PUBLISHED],
    ['npm publish --access public --tag next', PUBLISHED],
    ['npm --loglevel warn publish .', PUBLISHED],
    ['npm pack', 'prepack prepare postpack'],
    ['npm pack --pack-destination out', 'prepack prepare postpack'],
    ['npm version patch -m "Release %s"', 'preversion version postversion'],
    ['npm version 1.2.3 --no-git-tag-version', 'preversion version postversion'],
    ['npm version --no-git-tag-version minor', 'preversion version postversion'],
    ['npm version', ''],
    ['npm run build', 'prebuild build postbuild'],
    ['npm test', TESTED],
    ['npm t', TESTED],
    ['npm start', 'prestart start poststart'],
    ['npm stop', 'prestop stop poststop'],
    ['npm restart', 'prerestart prestop stop poststop prestart start poststart postrestart'],
    ['npm ci', INSTALLED],
    ['npm install --omit dev', INSTALLED],
    ['npm rebuild', 'preinstall install postinstall'],
    ['npm rebuild esbuild', ''],
    ['npm install-test', `${INSTALLED} ${TESTED}`],
    ['npm cit', `${INSTALLED} ${TESTED}`],
    ['npm install left-pad', ''],
    ['npm i -g aws-cdk', ''],
    ['yarn', 'preinstall install postinstall prepublish prepare'],
    ['yarn --frozen-lockfile', 'preinstall install postinstall prepublish prepare'],
    ['yarn --version', ''],
    ['yarn publish', 'prepublish prepare prepublishOnly prepack postpack PUBLISHED publish postpublish'],
    [
      'yarn publish --new-version 1.2.3',
      'preversion version postversion prepublish prepare prepublishOnly prepack postpack PUBLISHED publish postpublish',
    ],
    ['yarn pack --filename a.tgz', 'prepack postpack'],
    ['yarn version --patch', 'preversion version postversion'],
    ['yarn run publish', 'prepublish publish postpublish'],
    [
      'pnpm publish --no-git-checks',
      'prepublishOnly prepublish prepack prepare postpack PUBLISHED publish postpublish',
    ],
    ['pnpm pack', 'prepack prepare postpack'],
    ['pnpm version major', 'preversion version postversion'],
    ['pnpm install', 'preinstall install postinstall preprepare prepare postprepare'],
    ['bun publish', 'prepublishOnly prepack prepare postpack publish postpublish'],
    ['bun pm pack', 'prepack prepare postpack'],
  ])('are those of %s', (command, expected) => {
    expect(ran([LOGIN, command])).toBe(expected);
  });

  it.each<readonly [string, string]>([
    ['yarn npm publish', 'prepublish prepack postpack PUBLISHED'],
    ['yarn pack', 'prepack postpack'],
    ['yarn version patch', ''],
    ['yarn install --immutable', 'preinstall install postinstall'],
    ['yarn install --mode=skip-build', ''],
    ['yarn build', 'build'],
    ['yarn run build', 'build'],
  ])('are those of %s as Yarn knows them since its second version', (command, expected) => {
    const named = { 'package.json': manifest({ packageManager: 'yarn@4.5.0' }) };
    const set = { 'package.json': manifest(), '.yarnrc.yml': 'nodeLinker: node-modules\n' };
    expect([named, set].map((files) => ran([LOGIN, command], files))).toEqual([expected, expected]);
  });

  it('fall away with scripts that are ignored, and leave the command what it asks for itself', () => {
    const ignored = { 'package.json': manifest(), '.npmrc': 'ignore-scripts=true\n' };
    expect(ran([LOGIN, 'npm publish --ignore-scripts'])).toBe('PUBLISHED');
    expect(ran([LOGIN, 'npm publish --ignore-scripts=false'])).toBe(PUBLISHED);
    expect(ran([LOGIN, 'npm_config_ignore_scripts=true npm publish'])).toBe('PUBLISHED');
    expect(ran([LOGIN, 'npm publish'], ignored)).toBe('PUBLISHED');
    expect(ran(['npm ci --ignore-scripts', 'yarn install --ignore-scripts', 'pnpm i --ignore-scripts'])).toBe(
      '',
    );
    expect(ran(['npm run build --ignore-scripts'])).toBe('build');
    expect(ran(['npm test --ignore-scripts'])).toBe('test');
  });

  it('are those of the folder that is packed, and of no archive', () => {
    const files = { 'web/package.json': manifest() };
    expect(ran([LOGIN, 'npm publish ./web'], files)).toBe(PUBLISHED);
    expect(ran([LOGIN, 'npm --prefix web publish'], files)).toBe(PUBLISHED);
    expect(ran([LOGIN, 'npm publish ./app-1.0.0.tgz'])).toBe('PUBLISHED');
    expect(ran(['npm pack left-pad@1.0.0'])).toBe('');
    expect(ran(['npm ci --prefix web'], files)).toBe(INSTALLED);
  });

  it('are those of the package that is chosen of a workspace', () => {
    const files = {
      'package.json': JSON.stringify({ workspaces: ['packages/web'] }),
      'packages/web/package.json': manifest({ name: '@acme/web' }),
    };
    expect(ran([LOGIN, 'npm publish -w @acme/web'], files)).toBe(PUBLISHED);
    expect(ran([LOGIN, 'yarn workspace @acme/web pack'], files)).toBe('prepack postpack');
    expect(ran([LOGIN, 'pnpm --filter @acme/web publish'], files)).toBe(
      'prepublishOnly prepublish prepack prepare postpack PUBLISHED publish postpublish',
    );
  });

  it.each(['npm publish --workspaces', 'pnpm -r publish', 'yarn workspaces foreach -A npm publish'])(
    'are said where several packages have them: %s',
    (command) => {
      const { asked, said } = askedBy(inputOf([LOGIN, command], { 'package.json': manifest() }));
      expect(said).toEqual([expect.stringMatching(/scripts of each package|cannot be read/)]);
      expect(asked).toContainEqual(expect.stringMatching(/PublishPackageVersion/));
    },
  );

  it('see the version that is made', () => {
    const files = {
      'package.json': JSON.stringify({
        version: '1.0.0',
        scripts: {
          preversion: 'aws s3 rm s3://ran/$npm_package_version/a',
          version: 'aws s3 rm s3://ran/$npm_package_version/b',
        },
      }),
    };
    expect(ran(['npm version v1.2.3'], files)).toBe('1.0.0/a 1.2.3/b');
    expect(ran(['npm version patch'], files)).toBe('1.0.0/a */b');
  });

  it('are none where there are none, and end where they call the command again', () => {
    const again = { 'package.json': manifest({ scripts: { postpublish: 'npm publish' } }) };
    expect(askedBy(inputOf(['npm publish', 'npm version patch', 'npm pack'], {}))).toEqual({
      asked: [],
      said: [],
    });
    expect(ran(['npm publish'], again)).toBe('');
  });
});
