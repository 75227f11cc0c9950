import { defineConfig, type UserConfig } from 'tsdown';

/**
 * The list of actions: a megabyte, of which a command looks at a few services. It lies beside the program, a
 * service a line, and a line is read when its service is asked for.
 */
const actionsByLine = {
  name: 'actions-by-line',
  transform: {
    filter: { id: /catalog\/data\/actions\.json$/ },
    handler(this: { emitFile: (file: object) => string }, json: string) {
      const { services, ...about } = JSON.parse(json) as { readonly services: Record<string, object> };
      const lines = Object.entries(services).map(
        ([name, part]) => [name, `${JSON.stringify(part)}\n`] as const,
      );
      const lengths = Object.fromEntries(lines.map(([name, line]) => [name, Buffer.byteLength(line)]));
      this.emitFile({
        type: 'asset',
        fileName: 'actions.jsonl',
        source: lines.map(([, line]) => line).join(''),
      });
      return {
        code: `import { openSync, readSync } from 'node:fs';
          import { join } from 'node:path';
          const services = {}, read = {};
          let file, at = 0;
          for (const [name, length] of Object.entries(${JSON.stringify(lengths)})) {
            const from = at;
            at += length;
            Object.defineProperty(services, name, { enumerable: true, get: () => (read[name] ??= (() => {
              file ??= openSync(join(import.meta.dirname, 'actions.jsonl'), 'r');
              const line = Buffer.alloc(length);
              readSync(file, line, 0, length, from);
              return JSON.parse(line.toString());
            })()) });
          }
          export default { ...${JSON.stringify(about)}, services };`,
        moduleType: 'js' as const,
      };
    },
  },
};

/**
 * Each file as the function that Node would make of it, and in ASCII: so it is compiled as it was read, without a
 * copy; and V8 keeps a source at two bytes a letter as soon as one letter is not Latin.
 */
const asFunctions = {
  name: 'as-functions',
  generateBundle(_: object, bundle: Readonly<Record<string, { readonly type: string; code?: string }>>) {
    for (const file of Object.values(bundle)) {
      const code = file.code?.replaceAll(
        /[\u0080-\uffff]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      if (code !== undefined) file.code = `(function (exports, require, module, __dirname) {${code}\n})`;
    }
  },
};

/**
 * Rolldown 1.0.0-rc.17 forgets the `.default` of a Node module whose default is imported to be exported again. Every
 * module of that shape is given a value of its own to export.
 */
const wholeNodeModules = {
  name: 'whole-node-modules',
  transform: {
    filter: { code: /\bimport \w+ from ["']node:/ },
    handler(code: string): string | undefined {
      const isExported = (name: string): boolean =>
        new RegExp(`\\bexport\\s*\\{[^}]*\\b${name}\\b`).test(code);
      const whole = code.replaceAll(
        /\bimport (\w+) from (["']node:[\w/]+["'])/g,
        (line, name: string, from: string) =>
          isExported(name) ? `import ${name}Whole from ${from};\nconst ${name} = ${name}Whole` : line,
      );
      return whole === code ? undefined : whole;
    },
  },
};

/** Of the folder: its `.js` are CommonJS, whatever the package's are. */
const asCommonJs = {
  name: 'as-common-js',
  generateBundle(this: { emitFile: (file: object) => string }) {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
  },
};

/**
 * Few files: forty small ones take longer to open than they save. Each group holds what its modules import, too:
 * the command line, which `--help` needs alone; what asks an account; and what diagnoses, loaded while it answers.
 */
const groups = [
  { name: 'command-line', test: /src\/cli\/program\.ts$/, priority: 3 },
  {
    name: 'account',
    test: /src\/(?:cli\/(?:addressed|commands\/(?:diagnose|fix))|aws\/open-account|aws\/services\/(?:sts|codebuild|iam|ecr|logs|cloudtrail|organizations))\.ts$/,
    priority: 2,
  },
  { name: 'diagnosis', test: /src\/cli\/(?:diagnosed-in|tell-diagnosed)\.ts$/, priority: 1 },
];

// Everything is bundled: a command starts from few files, and a bug report names one version of all.
const bundled: UserConfig = {
  platform: 'node',
  target: 'node20.19',
  minify: true,
  noExternal: [/.*/],
  inlineOnly: false,
  // The UMD form that some packages name as `main` (jsonc-parser) requires files of its own at run time.
  inputOptions: { resolve: { mainFields: ['module', 'main'] } },
};

export default defineConfig([
  {
    ...bundled,
    entry: { index: 'src/index.ts', iam: 'src/iam/index.ts' },
    format: 'esm',
    outDir: 'dist',
    clean: true,
    dts: true,
    plugins: [actionsByLine],
    outExtensions: () => ({ js: '.mjs', dts: '.d.mts' }),
  },
  {
    // What starts the commands: Node takes a while to make ready for modules, and this needs none.
    ...bundled,
    entry: { cli: 'src/cli/main.ts' },
    format: 'cjs',
    outDir: 'dist',
    clean: false,
    dts: false,
    plugins: [asCommonJs],
    outExtensions: () => ({ js: '.js' }),
  },
  {
    // The commands as CommonJS, the one form whose compiled code V8 gives away and takes back (src/cli/compiled.ts).
    ...bundled,
    entry: { program: 'src/cli/program.ts' },
    format: 'cjs',
    outDir: 'dist/program',
    clean: false,
    dts: false,
    plugins: [actionsByLine, wholeNodeModules, asFunctions],
    outputOptions: {
      dynamicImportInCjs: false,
      advancedChunks: { groups },
    },
  },
  {
    // The GitHub action, in one file: a runner downloads what `action.yml` names and nothing else.
    ...bundled,
    entry: { index: 'src/action/main.ts' },
    format: 'esm',
    outDir: 'dist/action',
    clean: false,
    dts: false,
    plugins: [wholeNodeModules],
    outExtensions: () => ({ js: '.mjs' }),
    outputOptions: { inlineDynamicImports: true },
  },
  {
    // The live page, in one file that `ui` alone reads and a browser runs.
    ...bundled,
    entry: { page: 'src/page/live/main.tsx' },
    platform: 'browser',
    target: 'es2023',
    format: 'iife',
    outDir: 'dist/program',
    clean: false,
    dts: false,
    tsconfig: 'src/page/live/tsconfig.json',
    outputOptions: { entryFileNames: 'page.js' },
  },
]);
