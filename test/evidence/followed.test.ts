/** Scripts, tasks and shells that lead to other commands are followed where they are plain, and said where they are more. */
import { describe, expect, it } from 'vitest';
import { askedBy, imageNeeds } from '../needs/asked.ts';
import { project } from './project.ts';

function read(run: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const script = (path: string) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null);
  return askedBy({ project: project(), build: null, text, script });
}

const HOST = '111122223333.dkr.ecr.us-west-2.amazonaws.com';
const pushed = imageNeeds('push', 'app').toSorted();
const json = (value: unknown) => JSON.stringify(value);

describe('scripts of one package of a workspace', () => {
  const web = json({ name: '@acme/web', scripts: { release: `docker push ${HOST}/app` } });
  const files = {
    'package.json': json({ workspaces: ['packages/*', 'tools'] }),
    'packages/web/package.json': web,
    'packages/api/package.json': json({ name: 'api', scripts: { release: 'echo' } }),
  };

  it.each([
    'npm run release -w @acme/web',
    'npm run release --workspace=packages/web',
    'npm --workspace @acme/web run release',
    'yarn workspace @acme/web run release',
    'yarn workspace @acme/web release',
    'npx lerna run release --scope @acme/web',
    'npx turbo run release --filter=@acme/web',
    'yarn nx run @acme/web:release',
    'npx nx release @acme/web',
    'lerna exec --scope @acme/web -- npm run release',
    'yarn workspace @acme/web exec npm run release',
  ])('are followed: %s', (command) => {
    expect(read([command], files)).toEqual({ asked: pushed, said: [] });
  });

  it('are followed by the list of pnpm', () => {
    const own = { 'pnpm-workspace.yaml': 'packages:\n  - apps/*\n', 'apps/web/package.json': web };
    expect(read(['pnpm --filter @acme/web run release'], own)).toEqual({ asked: pushed, said: [] });
  });

  it.each([
    'npm run release -ws',
    'npx lerna run release',
    'yarn workspaces run release',
    'pnpm --filter "./packages/**" run release',
    'npm run release -w other',
  ])('are said where it is not known which they are: %s', (command) => {
    const { asked, said } = read([command], files);
    expect(asked).toEqual([]);
    expect(said).toHaveLength(1);
  });
});

describe('a runner of other commands', () => {
  const files = {
    '.env.ci': `# of the build\nREG="${HOST}"\nexport NAME=app # the repository\n`,
    'ship.sh': `docker push ${HOST}/app\n`,
    'package.json': json({ scripts: { up: 'docker push $REG/$NAME' } }),
  };

  it.each([
    'npx dotenv -e .env.ci -- npm run up',
    'npx dotenv-cli -e .env.ci npm run up',
    'npx env-cmd -f .env.ci npm run up',
    'npx cross-env NAME=app npx env-cmd -f .env.ci npm run up',
    'dotenv -f .env.ci run -- npm run up',
    'dotenvx run -f .env.ci -- npm run up',
    'poetry run bash ship.sh',
    'pipenv run ./ship.sh',
    'python -m poetry run ./ship.sh',
    'uv run -- sh ship.sh',
    'npm exec -- ./ship.sh',
  ])('is looked through: %s', (command) => {
    expect(read([command], files)).toEqual({ asked: pushed, said: [] });
  });

  it('leaves what is set already as it is', () => {
    expect(read(['export NAME=other', 'npx dotenv -e .env.ci -- npm run up'], files).asked).toEqual(
      imageNeeds('push', 'other').toSorted(),
    );
  });

  it.each(['yarn cdk deploy', 'pnpm cdk deploy', 'yarn sls deploy', 'pnpm serverless deploy'])(
    'is taken for the program of a package: %s',
    (command) => {
      expect(read([command]).said.join()).toMatch(/`cdk deploy` was read|the calls of `(?:sls|serverless)`/);
    },
  );
});

describe('a runner of several scripts', () => {
  const scripts = { 'ship:a': `docker push ${HOST}/app`, 'ship:b:c': 'docker push $HOST/no', other: 'echo' };
  const files = { 'package.json': json({ scripts }) };

  it.each([
    'npx npm-run-all ship:* other',
    'npx run-s "ship:a" other',
    'npx run-p -l ship:*',
    `npx concurrently -n a,b "docker push ${HOST}/app" "npm run other"`,
    'concurrently npm:ship:a npm:other',
  ])('is looked through: %s', (command) => {
    expect(read([command], files)).toEqual({ asked: pushed, said: [] });
  });
});

it.each([
  'i=0; until [ $i -ge 2 ]; do docker push HOST/n$i; i=$((i+1)); done',
  'i=0; while [ $i -le 1 ]; do docker push HOST/n$i; i=$((i+1)); done',
  'for i in 0 1; do printf -v name "n%s" $i; docker push HOST/$name; done',
])('numbers and what is kept by `printf -v` are known: %s', (command) => {
  const both = ['n0', 'n1'].flatMap((name) => imageNeeds('push', name));
  expect(read([command.replaceAll('HOST', HOST)]).asked).toEqual([...new Set(both)].toSorted());
});

describe('options by `getopts`', () => {
  const script =
    'while getopts "n:pt:" o; do case $o in n) N=$OPTARG;; p) P=yes;; t) T=$OPTARG;; esac; done\n';
  const push = `shift $((OPTIND - 1))\n[ "$P" = yes ] && docker push ${HOST}/$N:$T$1\n`;

  it.each(['-n app -p -t 1', '-napp -pt 1', '-pn app -- x', '-p -n app rest'])('are read: %s', (args) => {
    expect(read([`bash s.sh ${args}`], { 's.sh': script + push })).toEqual({ asked: pushed, said: [] });
  });

  it('are read anew in a function', () => {
    const body = `f() { local OPTIND; ${script.trim()}; docker push ${HOST}/$N; }\nf -n a\nf -n b\n`;
    const both = ['a', 'b'].flatMap((name) => imageNeeds('push', name));
    expect(read(['bash s.sh'], { 's.sh': body }).asked).toEqual([...new Set(both)].toSorted());
  });

  it('are not known where an argument is not', () => {
    expect(read(['bash s.sh $WHAT -n app'], { 's.sh': script + push }).asked).toEqual([]);
  });
});

it('no pattern of a makefile makes a phony target', () => {
  const rules = `push-%:\n\tdocker push ${HOST}/$*\n`;
  const all = 'push-all: push-app\n';
  expect(read(['make push-all'], { Makefile: `.PHONY: push-all\n${all}${rules}` }).asked).toEqual(pushed);
  expect(read(['make push-all'], { Makefile: `.PHONY: push-all push-app\n${all}${rules}` }).asked).toEqual(
    [],
  );
});

it('a tool is one wherever it lies', () => {
  expect(
    read(['/usr/local/go/bin/go install example.com/x@latest', 'python -m pipx install poetry']),
  ).toEqual({
    asked: [],
    said: [],
  });
});

describe('targets of a project of Nx', () => {
  const inNx = json({
    name: 'api',
    targets: {
      push: {
        executor: 'nx:run-commands',
        dependsOn: ['login', '^build'],
        options: { cwd: '{projectRoot}', commands: [{ command: './push.sh {args.name}' }], parallel: false },
      },
      login: { command: 'aws ecr get-login-password --region us-west-2' },
      named: {
        executor: '@nrwl/workspace:run-commands',
        options: { command: `docker push ${HOST}/other`, env: { NAME: 'app' } },
        configurations: {
          prod: { command: `docker push ${HOST}/$NAME` },
          production: { command: `docker push ${HOST}/$NAME` },
        },
      },
      script: { executor: 'nx:run-script', options: { script: 'release' } },
      webpack: { executor: '@nx/webpack:webpack' },
      other: { executor: '@nx-tools/nx-container:build' },
      forwarded: { executor: 'nx:run-commands', options: { command: `./tools/push.sh` } },
    },
  });
  const files = {
    'nx.json': '{}',
    'apps/api/project.json': inNx,
    'apps/api/push.sh': `docker push ${HOST}/$1`,
    'apps/api/package.json': json({ name: 'api', scripts: { release: `docker push ${HOST}/app` } }),
    'tools/push.sh': 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/${1#--name=}',
  };

  it.each([
    'npx nx run api:push --name=app',
    'nx push api --name app',
    'yarn nx run api:named:prod',
    'nx named api --prod',
    'pnpm exec nx run-many -t named -p api --configuration=prod --parallel=3',
    'npx nx script api',
    'nx run api:forwarded --name=app',
  ])('are followed: %s', (command) => {
    expect(read([command], files)).toEqual({ asked: pushed, said: [] });
  });

  it.each([
    'npx nx run api:other',
    'npx nx push api',
    'nx affected -t push',
    'nx push strange',
    'nx named api --graph',
  ])('are said where another executor does the work, or a part is not known: %s', (command) => {
    const { asked, said } = read([command], files);
    expect(asked.filter((one) => !one.startsWith('ecr:GetAuthorizationToken'))).toEqual([]);
    expect(said).toHaveLength(1);
  });
});

describe('tasks of a Taskfile', () => {
  const taskfile = (...lines: readonly string[]) => ({
    'Taskfile.yml': ['version: "3"', ...lines].join('\n'),
  });

  it('are followed through variables, needs and other tasks', () => {
    const files = taskfile(
      'vars:',
      '  NAME: other',
      '  ACCOUNT:',
      '    sh: aws sts get-caller-identity --query Account --output text',
      'env:',
      '  HOST: "{{.ACCOUNT}}.dkr.ecr.us-west-2.amazonaws.com"',
      'tasks:',
      '  release:',
      '    deps: [check]',
      '    cmds:',
      '      - echo start',
      '      - task: push',
      '        vars: { TAG: "1" }',
      '  push:',
      '    vars: { NAME: app }',
      '    cmds:',
      '      - cmd: docker push $HOST/{{.NAME}}:{{.TAG}}',
      '  check: npm ci',
    );
    expect(read(['task release'], files)).toEqual({ asked: pushed, said: [] });
  });

  it('are said step by step where they are more than that', () => {
    const files = taskfile(
      'tasks:',
      '  release:',
      '    cmds:',
      '      - for: [a, b]',
      `        cmd: docker push ${HOST}/{{.ITEM}}`,
      `      - docker push ${HOST}/{{.NAME | lower}}`,
      `      - docker push ${HOST}/app`,
    );
    const { asked, said } = read(['task release'], files);
    expect(asked).toEqual(pushed);
    expect(said).toEqual([
      expect.stringMatching(/^this step of the task/),
      expect.stringMatching(/^this step of the task/),
    ]);
  });

  it('are said whole where their file is not at hand', () => {
    expect(read(['task release']).said).toEqual([expect.stringContaining('taskfile')]);
  });
});

describe('PowerShell that another shell runs', () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    [`pwsh -NoProfile -Command "docker push ${HOST}/app"`, {}],
    [`pwsh -c '$n = "app"; docker push "${HOST}/$n"'`, {}],
    ['pwsh -File ci/push.ps1', { 'ci/push.ps1': `docker push ${HOST}/app` }],
    ['pwsh ./ci/push.ps1', { 'ci/push.ps1': `docker push ${HOST}/app` }],
  ])('is followed: %s', (command, files) => {
    expect(read([command], files)).toEqual({ asked: pushed, said: [] });
  });

  it('is said where its file is not at hand, or its text not known', () => {
    expect(read(['pwsh -File ci/push.ps1']).said).toHaveLength(1);
    expect(read(['pwsh -Command "$(cat x)"']).said).toHaveLength(1);
  });
});

describe('recipes of a justfile', () => {
  const justfile = (...lines: readonly string[]) => ({ justfile: lines.join('\n') });
  const push = `    docker push ${HOST}/{{image}}:{{tag}}`;

  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['variables', ['just push'], ['image := "app"', 'tag := `date +%s`', 'push:', push]],
    [
      'what they depend on',
      ['just release'],
      [
        'image := "app"',
        'tag := "1"',
        'release: test push && note',
        'test:',
        '    pytest',
        'push:',
        push.replace('docker', '@docker'),
        'note:',
        '    echo done',
      ],
    ],
    ['parameters', ['just push app 2'], ['push image tag="1":', push]],
    ['parameters of what they depend on', ['just all'], ['all: (push "app" "1")', 'push image tag:', push]],
    ['the first one', ['just'], ['image := "a" + "pp"', 'set dotenv-load', 'push tag="x":', push]],
    [
      'a variable on the command line',
      ['just image=app push'],
      ['image := "other"', "tag := env_var_or_default('TAG', 'x')", 'push:', push],
    ],
    [
      'a script in one',
      ['just push'],
      [
        'push:',
        '    #!/usr/bin/env bash',
        '    set -eu',
        '    for name in app; do',
        `      docker push ${HOST}/$name`,
        '    done',
      ],
    ],
    [
      'the variables of the shell',
      ['just push'],
      ['export IMAGE := "app"', 'push:', `    docker push ${HOST}/$IMAGE`],
    ],
  ])('are followed through %s', (_, run, lines) => {
    expect(read(run, justfile(...lines))).toEqual({ asked: pushed, said: [] });
  });

  it('are followed in a file that is named', () => {
    const files = { 'ci/justfile': `push:\n    docker push ${HOST}/app\n` };
    expect(read(['just --justfile ci/justfile push'], files)).toEqual({ asked: pushed, said: [] });
  });

  it('are said where they are in another file, another language, or not there', () => {
    expect(read(['just deploy']).said).toEqual([expect.stringContaining('what it runs is in its justfile')]);
    expect(read(['just deploy'], justfile("import 'ci.just'", 'push:', push)).said).toHaveLength(1);
    expect(read(['just deploy'], justfile('deploy: gone', '    echo')).said).toEqual([
      expect.stringContaining('`gone` is in a file that was not read'),
    ]);
    expect(
      read(['just deploy'], justfile('deploy:', '    #!/usr/bin/env python3', '    import boto3')).said,
    ).toEqual([expect.stringContaining('a program of its own')]);
  });

  const by = (list: string) => `set shell := ${list}`;
  const greet = (name: string, ...lines: readonly string[]) => [
    'image := "app"',
    'tag := `date +%s`',
    ...lines.slice(0, -1),
    `${name}:`,
    lines.at(-1) ?? '',
  ];

  it.each<readonly [string, readonly string[]]>([
    ['bash', [by('["bash", "-euo", "pipefail", "-c"]'), push]],
    ['zsh found by env', [by("['/usr/bin/env', 'zsh', '-uc']"), push]],
    ['PowerShell', [by('[\n  "pwsh",\n  "-NoLogo",\n  "-Command",\n]'), `${push} | Out-Null`]],
    ['cmd', [by('["cmd.exe", "/c"]'), push]],
    ['a script of PowerShell', ['[script("pwsh")]', `    $n = "{{image}}"\n    docker push "${HOST}/$n"`]],
    [
      'a script by its first line',
      [`    #!/usr/bin/env -S pwsh -NoProfile\n    $n = "app"\n    docker push "${HOST}/$n"`],
    ],
    [
      'the usual script',
      [by('["nu", "-c"]'), '[script]', `    for n in app; do\n      docker push ${HOST}/$n\n    done`],
    ],
    ['Windows alone', [`set windows-shell := ["pwsh", "-c"]`, push]],
    ['the one for this system', ['[linux]', `push:\n${push}\n[windows, private]`, '    docker push other']],
    ['what is exported', ['set export', `    docker push ${HOST}/$image`]],
    ['a folder of its own', ["[working-directory: 'web']", `    docker push ${HOST}/app`]],
  ])('are read as what runs them: %s', (_, lines) => {
    expect(read(['just push'], justfile(...greet('push', ...lines)))).toEqual({ asked: pushed, said: [] });
  });

  it.each<readonly [string, string]>([
    ['python3', by('["python3", "-c"]')],
    ['fish', by("['fish', '-c']")],
    ['docker', by('["docker", "run", "tools", "sh", "-c"]')],
    ['bash', by('["bash", "ci/wrapper.sh"]')],
    ['node', '[script("node")]'],
  ])('are said line by line where what runs them is not read: %s', (program, line) => {
    const { asked, said } = read(['just push'], justfile(...greet('push', line, `    # why\n${push}`)));
    expect(asked).toEqual([]);
    expect(said).toEqual([expect.stringContaining(`a program of its own for \`${program}\``)]);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      'a text of several lines',
      ['push:', `    docker push ${HOST}/app`, "help := '''", 'push:', push, "'''"],
    ],
    ['a text in quotes', ['push:', `    docker push ${HOST}/app`, 'help := "it\\"s', 'push:', push, '" # "']],
    [
      'a variable that stands for one',
      ['image := "app"', 'name := env("NAME", image)', 'push:', `    docker push ${HOST}/{{name}}`],
    ],
  ])('are not made of what is none: %s', (_, lines) => {
    expect(read(['just push'], justfile(...lines))).toEqual({ asked: pushed, said: [] });
  });

  it.each([
    [by('["nu", "-c"]'), "help := '''", by('["sh", "-c"]'), "'''", 'push:', push],
    [by('["bash", "-nc"]'), 'push:', push],
    ['push:', `    #!/bin/sh -n\n${push}`],
  ])('are not read as a shell that does not run them', (...lines) => {
    expect(read(['just push'], justfile('image := "app"', 'tag := "1"', ...lines)).asked).toEqual([]);
  });

  it('keep the shell of Windows to builds of Windows', () => {
    const lines = [
      'set windows-shell := ["cmd.exe", "/c"]',
      'set shell := ["fish", "-c"]',
      'push:',
      `    docker push ${HOST}/app`,
    ];
    const text = JSON.stringify({ version: '0.2', phases: { build: { commands: ['just push'] } } });
    const script = (path: string) => (path === 'justfile' ? lines.join('\n') : null);
    const on = (type: string) => {
      const { environment } = project();
      return askedBy({
        project: project({ environment: { ...environment, type } }),
        build: null,
        text,
        script,
      });
    };
    expect(on('WINDOWS_SERVER_2022_CONTAINER')).toEqual({ asked: pushed, said: [] });
    expect(on('LINUX_CONTAINER').said).toHaveLength(1);
  });

  it('end, whatever calls what', () => {
    const chain = Array.from({ length: 30 }, (_one, at) => `v${at} := v${at - 1} + v${at - 1} + "x"`);
    const calls = ['a x="": (a x "1") (a x "2")', `    echo {{x}}`];
    const { said } = read(
      ['just a'],
      justfile('v-1 := "x"', ...chain, ...calls, `b:`, `    echo ${'{{v29}}'.repeat(500)}`),
    );
    expect(said.length).toBeLessThan(5);
    expect(
      read(['just b'], justfile('v-1 := "x"', ...chain, 'b:', `    echo ${'{{v29}}'.repeat(500)}`)).asked,
    ).toEqual([]);
  });
});

it('a script that is sourced is read for what it runs, whatever its name promises', () => {
  const role = 'arn:aws:iam::111122223333:role/deploy';
  const files = { 'assume.sh': 'aws sts assume-role --role-arn "$1" --role-session-name "$2"\n' };
  expect(read([`. ./assume.sh ${role} build`], files)).toEqual({
    asked: [`sts:AssumeRole ${role}`],
    said: [],
  });
});
