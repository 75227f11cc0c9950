import { defineConfig } from 'tsdown';

/** A megabyte of data as text for JSON.parse, which reads it in half the time that an object literal takes. */
const parsedJson = {
  name: 'parsed-json',
  transform: {
    filter: { id: /catalog\/data\/.*\.json$/ },
    handler: (code: string) => ({
      code: `export default JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(code)))});`,
      moduleType: 'js' as const,
    }),
  },
};

/** What of the SDK every diagnosis loads, in one file: twenty small ones take longer. */
const everyDiagnosis = {
  name: 'sdk',
  test: /node_modules\/(?:@smithy\/core|@aws-sdk\/(?:core|client-(?:iam|sts|codebuild|ecr|cloudwatch-logs)))\//,
};

// Everything is bundled: a command starts from few files, and a bug report names one version of all.
export default defineConfig({
  entry: { cli: 'src/cli/main.ts', index: 'src/index.ts', iam: 'src/iam/index.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  outDir: 'dist',
  clean: true,
  minify: true,
  dts: { entry: ['src/index.ts', 'src/iam/index.ts'] },
  noExternal: [/.*/],
  inlineOnly: false,
  plugins: [parsedJson],
  // The UMD form that some packages name as `main` (jsonc-parser) requires files of its own at run time.
  inputOptions: { resolve: { mainFields: ['module', 'main'] } },
  outputOptions: { advancedChunks: { groups: [everyDiagnosis] } },
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
});
