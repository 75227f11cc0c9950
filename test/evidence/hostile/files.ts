/** Scripts, makefiles, Dockerfiles and package files that nest, multiply or are far too long. */
import { commands, type Hostile, type HostileBuild, many, PUSH, thousandTimes } from './hostile.ts';

const listOf = <T>(count: number, of: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => of(index));

const batch = (script: string): HostileBuild => ({
  text: commands('cmd /c s.bat'),
  files: { 's.bat': script },
});

const just = (justfile: string): HostileBuild => ({ text: commands('just'), files: { justfile } });

export const FILES: readonly Hostile[] = [
  ['source self', () => ({ text: commands('. ./s.sh'), files: { 's.sh': '. ./s.sh; . ./s.sh; ' + PUSH } })],
  [
    'bash self',
    () => ({ text: commands('bash s.sh'), files: { 's.sh': 'bash s.sh; bash s.sh & sh s.sh | sh s.sh' } }),
  ],
  [
    'tasks that call tasks',
    (size) => ({
      text: commands('task t0'),
      files: {
        'Taskfile.yml': JSON.stringify({
          tasks: Object.fromEntries(
            listOf(size, (index) => [`t${index}`, { deps: Array(9).fill(`t${index + 1}`) }]),
          ),
        }),
      },
    }),
  ],
  [
    'tasks that call one task often',
    (size) => ({
      text: commands('task t0'),
      files: {
        'Taskfile.yml': JSON.stringify({
          tasks: {
            t0: { cmds: listOf(size * size, () => ({ task: 't1' })) },
            t1: { deps: Array(size).fill('t2') },
            t2: 'x',
          },
        }),
      },
    }),
  ],
  [
    'texts that double',
    (size) => ({
      text: commands('task t0'),
      files: {
        'Taskfile.yml': JSON.stringify({
          vars: Object.fromEntries([
            ['v0', 'xy'],
            ...listOf(size, (index) => [`v${index + 1}`, `{{.v${index}}}{{.v${index}}}`]),
          ]),
          tasks: { t0: 'echo {{.v30}}' },
        }),
      },
    }),
  ],
  [
    'workspaces without end',
    (size) => ({
      text: commands(...listOf(size, () => `npm run b ${many(60, (index) => `-w p${index}`, ' ')}`)),
      files: {
        'package.json': JSON.stringify({ workspaces: listOf(size * 20, (index) => `d${index}`) }),
        'd1/package.json': JSON.stringify({ name: 'p1', scripts: { b: 'npm run b -w p1' } }),
      },
    }),
  ],
  [
    'a recipe of recipes',
    (size) => ({
      text: commands('make'),
      files: {
        Makefile: [
          ...listOf(size, (index) => `define d${index}\n$(d${index + 1})\n$(d${index + 1})\nendef`),
          `define d${size}\nx\nendef`,
          'all:\n\t$(d0)',
        ].join('\n'),
      },
    }),
  ],
  [
    'make self',
    () => ({
      text: commands('make'),
      files: { Makefile: 'all: a b\na: b\n\t$(MAKE) all\nb: a\n\t$(MAKE) all\n' },
    }),
  ],
  [
    'make expand',
    (n) => ({
      text: commands('make'),
      files: {
        Makefile:
          'A = x\n' +
          many(Math.min(n, 60), (i) => `V${i} = $(V${i + 1})$(V${i + 1})`) +
          `\nV60 = ${PUSH}\nall:\n\t$(V0)\n`,
      },
    }),
  ],
  [
    'make rec var',
    () => ({ text: commands('make'), files: { Makefile: 'A = $(A)$(A)\nall:\n\techo $(A)\n' } }),
  ],
  [
    'make many targets',
    (n) => ({
      text: commands('make'),
      files: {
        Makefile: 'all: ' + many(n, (i) => `t${i}`, ' ') + '\n' + many(n, (i) => `t${i}:\n\techo ${i}`),
      },
    }),
  ],
  [
    'make diamond',
    (n) => ({
      text: commands('make t0'),
      files: {
        Makefile: many(
          Math.min(n, 60),
          (i) => `t${i}: t${i + 1} t${i + 1}a\n\techo\nt${i}a: t${i + 1} t${i + 1}a\n\techo`,
        ),
      },
    }),
  ],
  [
    'make include self',
    () => ({
      text: commands('make'),
      files: { Makefile: 'include Makefile\ninclude Makefile\nall:\n\techo\n' },
    }),
  ],
  [
    'make foreach',
    () => ({
      text: commands('make'),
      files: {
        Makefile:
          'L = 1 2 3 4 5 6 7 8 9 0\nall:\n\t' + '$(foreach a,$(L),'.repeat(9) + 'echo' + ')'.repeat(9) + '\n',
      },
    }),
  ],
  [
    'npm self',
    () => ({
      text: commands('npm run a'),
      files: {
        'package.json': JSON.stringify({
          scripts: {
            a: 'npm run b && npm run b',
            b: 'npm run a && npm run a',
            prea: 'npm run a',
            posta: 'npm run b',
          },
        }),
      },
    }),
  ],
  [
    'npm-run-all',
    () => ({
      text: commands('npx npm-run-all a:*'),
      files: {
        'package.json': JSON.stringify({
          scripts: Object.fromEntries(
            Array.from({ length: 500 }, (_, i) => [`a:${i}`, 'npx npm-run-all a:*']),
          ),
        }),
      },
    }),
  ],
  [
    'package.json deep',
    (n) => ({ text: commands('npm run a'), files: { 'package.json': '['.repeat(n * 10) } }),
  ],
  [
    'big script 10MB',
    () => ({ text: commands('./s.sh'), files: { 's.sh': 'echo hello world\n'.repeat(620_000) } }),
  ],
  [
    'script 1MB',
    (n) => ({ text: commands('./s.sh'), files: { 's.sh': 'echo hello world\n'.repeat(n * 60) } }),
  ],
  [
    'script 1MB vars',
    (n) => ({ text: commands('./s.sh'), files: { 's.sh': many(n * 4, (i) => `VAR${i}=value${i}`) } }),
  ],
  [
    'dockerfile',
    (n) => ({
      text: commands('docker build .'),
      files: { Dockerfile: many(n, (i) => `FROM a${i} AS b${i}\nCOPY --from=b${i - 1} / /`) },
    }),
  ],
  [
    'dockerfile args',
    (n) => ({
      text: commands('docker build .'),
      files: {
        Dockerfile:
          'ARG A0=x\n' + many(Math.min(n, 60), (i) => `ARG A${i + 1}=$A${i}$A${i}`) + '\nFROM $A50\n',
      },
    }),
  ],
  [
    'dockerfile cont',
    (n) => ({ text: commands('docker build .'), files: { Dockerfile: 'RUN ' + '\\\n'.repeat(n * 10) } }),
  ],
  [
    'dockerfile heredoc',
    (n) => ({ text: commands('docker build .'), files: { Dockerfile: many(n, (i) => `RUN <<E${i}`) } }),
  ],
  [
    'compose aliases',
    () => ({
      text: commands('docker compose build'),
      files: {
        'docker-compose.yml':
          'a: &a [x,x,x,x,x,x,x,x,x]\n' +
          many(
            9,
            (i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${many(9, () => `*${'abcdefghij'[i]}`, ',')}]`,
          ) +
          '\nservices:\n  x:\n    build: *j\n',
      },
    }),
  ],
  [
    'compose deep',
    (n) => ({ text: commands('docker compose build'), files: { 'docker-compose.yml': '['.repeat(n * 10) } }),
  ],
  [
    'compose extends',
    () => ({
      text: commands('docker compose build'),
      files: {
        'docker-compose.yml':
          'include: [docker-compose.yml]\nservices:\n  x:\n    extends: {file: docker-compose.yml, service: x}\n',
      },
    }),
  ],
  [
    'bake',
    (n) => ({
      text: commands('docker buildx bake'),
      files: {
        'docker-bake.hcl': 'target "a" { inherits = ["a"] }\n'.repeat(n),
        'docker-bake.json': '{"target":' + '['.repeat(n * 10),
      },
    }),
  ],
  ...[
    (n: number) => '[('.repeat(n * 50),
    (n: number) => '/*'.repeat(n * 100),
    (n: number) => '"${'.repeat(n * 50),
    (n: number) => many(Math.min(n, 60), (i) => `variable "A${i + 1}" { default = "\${A${i}}\${A${i}}" }`),
    (n: number) => `target "default" { tags = ["\${A60}"], ${'['.repeat(n * 20)}`,
    (n: number) =>
      `target "default" {\n  name = "a"\n  matrix = {\n${many(n, (i) => `k${i} = ["a", "b", "c"]`)}\n}\n  tags = ["x"]\n}`,
  ].map(
    (hcl, at) =>
      [
        `bake, HCL ${at}`,
        (n: number) => ({
          text: commands('docker buildx bake --push'),
          files: { 'docker-bake.hcl': hcl(n) },
        }),
      ] as const,
  ),
  [
    'repeat big script',
    (n) => ({
      text: commands(thousandTimes('. ./s.sh')),
      files: { 's.sh': 'return 0\n# ' + 'x'.repeat(n * 200) + '\n' },
    }),
  ],
  [
    'repeat big dockerfile',
    (n) => ({
      text: commands(thousandTimes('docker build .')),
      files: { Dockerfile: 'FROM x\n' + '# xxxxxxxxxxxxx\n'.repeat(n * 10) },
    }),
  ],
  [
    'repeat big makefile',
    (n) => ({
      text: commands(thousandTimes('make')),
      files: { Makefile: 'all:\n' + 'A = 1\n'.repeat(n * 10) },
    }),
  ],
  [
    'make parts that make parts',
    (n) => ({
      text: commands('make'),
      files: {
        Makefile: `define r\n${'$$(eval $$(call r))\n'.repeat(n)}endef\n$(eval $(call r))\nall:\n\techo\n`,
      },
    }),
  ],
  [
    'make words of words',
    (n) => ({
      text: commands('make'),
      files: {
        Makefile: `W = ${'a '.repeat(n)}\nP = $(foreach x,$(W),$(foreach y,$(W),$(foreach z,$(W),$(addprefix $(W),$(W)))))\nall: $(P)\n\techo $(P)\n`,
      },
    }),
  ],
  [
    'traps that set traps',
    () => ({
      text: commands('bash s.sh'),
      files: {
        's.sh': 'f() { trap f EXIT; trap "f 1" INT; trap "f 2" TERM; trap "f 3" HUP; }\ntrap f EXIT\n',
      },
    }),
  ],
  [
    'repeat big package',
    (n) => ({
      text: commands(thousandTimes('npm run a')),
      files: { 'package.json': JSON.stringify({ x: 'x'.repeat(n * 100), scripts: { a: 'echo' } }) },
    }),
  ],
  [
    'scripts that publish again',
    (n) => ({
      text: commands(thousandTimes('yarn publish')),
      files: {
        'package.json': JSON.stringify({
          x: 'x'.repeat(n * 100),
          scripts: {
            prepublish: 'npm publish && npm pack',
            prepack: 'npm publish',
            postpublish: 'npm version 1.2.3',
          },
        }),
      },
    }),
  ],
  [
    'configurations of SAM, read time and again',
    (n) => ({
      text: commands(thousandTimes('sam deploy --config-env t1')),
      files: { 'samconfig.toml': many(n * 40, (i) => `[t${i}.deploy.parameters]\ns3_bucket = "b"`) },
    }),
  ],
  [
    'repeat big compose',
    (n) => ({
      text: commands(thousandTimes('docker compose push')),
      files: {
        'docker-compose.yml':
          'services:\n  a:\n    image: x\n    environment:\n' + many(n, (i) => `      - A${i}=1`),
      },
    }),
  ],
  [
    'repeat big sed',
    (n) => ({
      text: commands(thousandTimes("A=$(sed -E 's/(x|y)+z/w/g' < f)")),
      files: { f: 'xyxyxyx\n'.repeat(n * 20) },
    }),
  ],
  [
    'make many rules',
    (n) => ({
      text: commands('make'),
      files: { Makefile: 'all: ' + many(n * 20, (i) => `t${i}`, ' ') + '\n' + many(n * 20, (i) => `t${i}:`) },
    }),
  ],
  [
    'make many vars',
    (n) => ({
      text: commands('make'),
      files: { Makefile: many(n * 20, (i) => `V${i} := $(V${i - 1})x`) + '\nall:\n\techo' },
    }),
  ],
  [
    'make a variable that is added to itself',
    (n) => ({
      text: commands('make'),
      files: { Makefile: `V := a\n${many(n * 20, () => 'V += $(V)')}\nall:\n\techo $(V)` },
    }),
  ],
  [
    'make variables of one target',
    (n) => ({
      text: commands('make'),
      files: {
        Makefile: `all: ${many(n * 10, (i) => `t${i}`, ' ')}\n${many(n * 20, (i) => `%: V${i} = x`)}\nt1:\n\techo`,
      },
    }),
  ],
  [
    'npm, a long package.json whose scripts are run time and again',
    (n) => ({
      text: commands(thousandTimes('npm run a')),
      files: {
        'package.json': `{"scripts":{"a":"echo"},"config":{${many(n * 200, (i) => `"k${i}":1`, ',')}}}`,
      },
    }),
  ],
  [
    'just, blank lines of a recipe that is run often',
    (n) => just(`all: ${many(400, (i) => `(r "${i}")`, ' ')}\nr x:\n${'\n'.repeat(n * 1_500)}    echo`),
  ],
  [
    'just, calls that are not closed, time and again',
    (n) => ({
      text: commands(
        `printf '%s\\n' ${many(15, (i) => `'a${i} := ${'a('.repeat(n * 13)}'`, ' ')} 'all:' '  x' > justfile`,
        thousandTimes('just'),
      ),
    }),
  ],
  ['cmd, many labels', (n) => batch(many(n * 400, (i) => `:l${i}\necho`))],
  ['cmd, a line without end', (n) => batch('a^\n'.repeat(n * 2_000))],
  ['cmd, conditions in a line', (n) => batch('if a==b '.repeat(n * 130) + PUSH)],
  ['cmd, loops in a line', (n) => batch('for %%i in (a b) do '.repeat(n * 130) + PUSH)],
  ['cmd, groups in a line', (n) => batch('('.repeat(n * 130) + PUSH + ')'.repeat(n * 130))],
  ['cmd, blanks before no else', (n) => batch(`if a==b x${' '.repeat(n * 30)}y`)],
  ['cmd, blanks before no file', (n) => batch(`set /p x=${' '.repeat(n * 1_000)}y`)],
];
