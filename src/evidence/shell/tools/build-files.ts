/** One image build, however it is asked for: what its Dockerfile takes, where its cache lies, what it pushes. */
import { LOGIN_ACTION, PUBLIC_LOGIN_ACTIONS, PULL_ACTIONS } from '#catalog/registry-actions.ts';
import type { Invocation } from '../invocation.ts';
import { imagesOfDockerfile } from '../files/dockerfile.ts';
import { concat, knownPrefix, knownText, literal, type ShellText, withoutPrefix } from '../text.ts';
import { pullOf, pushOf, registryReference } from './images.ts';
import { at, type Reading, unresolvedOnce } from './reading.ts';

export interface ImageBuild {
  readonly context: ShellText;
  /** From the context where `isInContext`, else from where the command runs; null: `Dockerfile` in the context. */
  readonly dockerfile: ShellText | null;
  readonly isInContext: boolean;
  readonly args: ReadonlyMap<string, ShellText>;
  readonly cacheFrom: readonly ShellText[];
  readonly cacheTo: readonly ShellText[];
  /** Addresses it is pushed to. */
  readonly pushes: readonly ShellText[];
}

export function readImageBuild(build: ImageBuild, { file }: Pick<Invocation, 'file'>): readonly Reading[] {
  const from = build.cacheFrom.flatMap((value) => registryReference(value, 'ref') ?? []);
  const to = build.cacheTo.flatMap((value) => registryReference(value, 'ref') ?? []);
  return [
    ...build.pushes.flatMap((image) => pushOf(image, { readsBack: true })),
    ...to.flatMap((reference) => pushOf(reference, { readsBack: true })),
    ...from.flatMap(pullOf),
    ...baseImages(build, file),
  ];
}

/** What its Dockerfile takes. */
type BuildFiles = Pick<ImageBuild, 'context' | 'dockerfile' | 'isInContext' | 'args'>;

/** A context that is no directory (a URL, the standard input) holds no file that could be read. */
export function baseImages(build: BuildFiles, file: Invocation['file']): readonly Reading[] {
  const context = knownPrefix(build.context);
  if (/^(?:https?|git|ssh|tar|s3|gs):|^git@|^-$/.test(context)) return [UNREAD];
  const path = dockerfileOf(build);
  const found = file(path);
  if (found === null) return [UNREAD];
  return imagesOfDockerfile({ text: found.text, args: build.args }).flatMap(({ image, line, text }) =>
    at(pullOf(image), { kind: 'buildspec', where: `${found.path} line ${line}`, text }),
  );
}

/** It names images, which are pulled, through a cache perhaps: nothing else of AWS. */
const UNREAD: Reading = {
  ...unresolvedOnce('the base images that its Dockerfile names may need more, and it was not read'),
  mayAskFor: [
    LOGIN_ACTION,
    ...PULL_ACTIONS,
    'ecr:BatchImportUpstreamImage',
    'ecr:CreateRepository',
    ...PUBLIC_LOGIN_ACTIONS,
  ],
};

function dockerfileOf({ context, dockerfile, isInContext }: BuildFiles): ShellText {
  if (dockerfile !== null && !isInContext) return dockerfile;
  const folder = knownText(context) === '' ? literal('.') : context;
  return concat([folder, literal('/'), dockerfile ?? literal('Dockerfile')]);
}

/** `NAME=VALUE` of build arguments; one without a value is taken from the environment. */
export function buildArgs(
  given: readonly ShellText[],
  variable: Invocation['variable'],
): ReadonlyMap<string, ShellText> {
  return new Map(
    given.flatMap((arg) => {
      const prefix = knownPrefix(arg);
      const equals = prefix.indexOf('=');
      const value = equals < 0 ? variable(prefix) : withoutPrefix(arg, equals + 1);
      return value === null ? [] : [[equals < 0 ? prefix : prefix.slice(0, equals), value] as const];
    }),
  );
}
