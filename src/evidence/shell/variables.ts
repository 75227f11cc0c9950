/**
 * The variables a build starts with, by their precedence: the build's and project's own, the buildspec's, CodeBuild's.
 * Source: CodeBuild User Guide, build-env-ref-env-vars and build-spec-ref.
 */
import type { Project } from '#account/project.ts';
import type { Build } from '#account/snapshot.ts';
import type { Spend } from '#basics/regular/spend.ts';
import { parseArn } from '#iam/arn.ts';
import type { Buildspec, BuildspecVariable } from '../buildspec.ts';
import type { Source } from '../evidence.ts';
import { buildVariables } from '../project-settings.ts';
import { Frame } from './frame.ts';
import {
  concat,
  literal,
  madeUp,
  perBuild,
  setting,
  type ShellText,
  SOURCE_ROOT,
  unknown,
  unknownWord,
} from './text.ts';

export interface BuildPlace {
  readonly project: Project;
  readonly build: Build | null;
  readonly buildspec: Buildspec;
  /** What the settings of the project say alone, whatever the source has. */
  readonly settingsAlone?: boolean;
  /** What a build of a batch sets over everything else. */
  readonly overrides?: readonly BuildspecVariable[];
}

/** `spend`: pays for what following its commands costs. */
export function startingFrame(place: BuildPlace, spend?: Spend): Frame {
  const { project, build, buildspec, overrides = [] } = place;
  const frame = new Frame(null, spend);
  frame.isLeftOpen = place.settingsAlone === true;
  for (const [name, text] of codeBuildVariables(project)) frame.set(name, text);
  const { env } = buildspec;
  for (const variable of env.variables) frame.set(variable.name, declared(variable));
  for (const { name } of env.parameterStore)
    frame.set(name, unknown(`\`${name}\` is the value of a parameter`));
  for (const { name } of env.secretsManager) frame.set(name, unknown(`\`${name}\` is the value of a secret`));
  for (const { name, value, type } of buildVariables(project, build)) {
    if (type === 'PARAMETER_STORE') frame.set(name, unknown(`\`${name}\` is the value of a parameter`));
    else if (type === 'SECRETS_MANAGER') frame.set(name, unknown(`\`${name}\` is the value of a secret`));
    else frame.set(name, setting(value, source('project', `environment variable ${name}`, value)));
  }
  for (const variable of overrides) frame.set(variable.name, declared(variable));
  return frame;
}

function declared({ name, value, line }: BuildspecVariable): ShellText {
  return literal(value, [source('buildspec', `buildspec line ${line}`, `${name}: ${value}`)]);
}

/** Names that CodeBuild sets, with values that it makes up for each build. */
const MADE_UP = ['BUILD_NUMBER', 'BUILD_URL', 'LOG_PATH', 'PUBLIC_BUILD_URL', 'START_TIME'];

/** Names that CodeBuild sets, with values that only a running build has: of its source, or of whoever started it. */
const ONLY_RUNNING = `
  BATCH_BUILD_IDENTIFIER INITIATOR SOURCE_VERSION WEBHOOK_ACTOR_ACCOUNT_ID WEBHOOK_BASE_REF
  WEBHOOK_EVENT WEBHOOK_HEAD_REF WEBHOOK_MERGE_COMMIT WEBHOOK_PREV_COMMIT WEBHOOK_TRIGGER
`
  .trim()
  .split(/\s+/);

function codeBuildVariables(project: Project): readonly (readonly [string, ShellText])[] {
  const arn = parseArn(project.arn);
  const region = arn?.region ?? '';
  const ofBuild =
    arn === null ? '' : `arn:${arn.partition}:codebuild:${region}:${arn.account}:build/${project.name}:`;
  const known = (name: string, value: string) =>
    [name, setting(value, source('project', `CodeBuild variable ${name}`, value))] as const;
  const started = (name: string, prefix: string) =>
    [name, concat([known(name, prefix)[1], madeUp('the ID of the build', /[0-9a-f-]/)])] as const;
  const running = (text: (why: string) => ShellText) => (name: string) =>
    [`CODEBUILD_${name}`, text(`\`CODEBUILD_${name}\` is known only while running`)] as const;
  return [
    ...ONLY_RUNNING.map(running(unknown)),
    running(unknownWord)('BUILD_SUCCEEDING'),
    running((why) => perBuild(why, /[\w.-]/))('RESOLVED_SOURCE_VERSION'),
    ...MADE_UP.map(running((why) => madeUp(why, /[^\s"'\\]/))),
    ['CODEBUILD_SRC_DIR', SOURCE_ROOT] as const,
    known('AWS_REGION', region),
    known('AWS_DEFAULT_REGION', region),
    known('CODEBUILD_PROJECT_ARN', project.arn),
    known('CODEBUILD_BUILD_IMAGE', project.environment.image),
    known('HOME', '/root'),
    started('CODEBUILD_BUILD_ARN', ofBuild),
    started('CODEBUILD_BUILD_ID', `${project.name}:`),
    ...(project.environment.type.startsWith('WINDOWS') ? [known('OS', 'Windows_NT')] : []),
    ...(project.source.location === null
      ? []
      : [known('CODEBUILD_SOURCE_REPO_URL', project.source.location)]),
  ];
}

function source(kind: Source['kind'], where: string, text: string): Source {
  return { kind, where, text };
}
