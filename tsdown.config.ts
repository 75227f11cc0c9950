import { defineConfig } from 'tsdown';

/**
 * The list of actions: a megabyte, of which a command looks at a few services. Each service's part stays text until
 * it is asked for.
 */
const partsOnDemand = {
  name: 'parts-on-demand',
  transform: {
    filter: { id: /catalog\/data\/actions\.json$/ },
    handler: (json: string) => {
      const { services, ...about } = JSON.parse(json) as { readonly services: Record<string, object> };
      const texts = Object.entries(services).map(([name, part]) => [name, JSON.stringify(part)]);
      return {
        code: `const texts = ${JSON.stringify(Object.fromEntries(texts))};
          const services = {};
          for (const name in texts)
            Object.defineProperty(services, name, { enumerable: true, get: () => JSON.parse(texts[name]) });
          export default { ...${JSON.stringify(about)}, services };`,
        moduleType: 'js' as const,
      };
    },
  },
};

/** Rolldown 1.0.0-rc.17 forgets the `.default` of a Node module that is imported to be exported again. */
const wholeNodeModules = {
  name: 'whole-node-modules',
  transform: {
    filter: { id: /node-http-handler\/dist-es\/node-https\.js$/ },
    handler: () => "import * as node_https from 'node:https';\nexport { node_https };",
  },
};

/**
 * Few files: forty small ones take longer to open than they save. Each group holds what its modules import, too:
 * the command line, which `--help` needs alone; and what every diagnosis loads.
 */
const groups = [
  { name: 'data', test: /catalog\/data\//, priority: 3 },
  { name: 'command-line', test: /src\/cli\/program\.ts$/, priority: 2 },
  {
    name: 'diagnosis',
    test: /src\/(?:cli\/commands\/diagnose|aws\/open-account|aws\/services\/(?:sts|codebuild|iam|ecr|logs|cloudtrail|organizations))\.ts$/,
    priority: 1,
  },
];

// Everything is bundled: a command starts from few files, and a bug report names one version of all.
const bundled = {
  platform: 'node',
  target: 'node20.19',
  minify: true,
  noExternal: [/.*/],
  inlineOnly: false as const,
  // The UMD form that some packages name as `main` (jsonc-parser) requires files of its own at run time.
  inputOptions: { resolve: { mainFields: ['module', 'main'] } },
} as const;

export default defineConfig([
  {
    ...bundled,
    entry: { cli: 'src/cli/main.ts', index: 'src/index.ts', iam: 'src/iam/index.ts' },
    format: 'esm',
    outDir: 'dist',
    clean: true,
    dts: { entry: ['src/index.ts', 'src/iam/index.ts'] },
    plugins: [partsOnDemand],
    outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  },
  {
    // The commands as CommonJS, the one form whose compiled code V8 gives away and takes back (src/cli/compiled.ts).
    ...bundled,
    entry: { program: 'src/cli/program.ts' },
    format: 'cjs',
    outDir: 'dist/program',
    clean: false,
    dts: false,
    plugins: [partsOnDemand, wholeNodeModules],
    outputOptions: { dynamicImportInCjs: false, advancedChunks: { groups } },
  },
]);
