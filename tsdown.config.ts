import { defineConfig } from 'tsdown';

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
  // The UMD form that some packages name as `main` (jsonc-parser) requires files of its own at run time.
  inputOptions: { resolve: { mainFields: ['module', 'main'] } },
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
});
