/** Commands that need docker's daemon, in a container that is not let run one: after it failed, and before it can. */
import { locateBuildspec } from '#evidence/buildspec/location.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { amend, asItRan, denialsOf, type Facts, makeFinding, symptomsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';

/** Source: CodeBuild User Guide, troubleshooting ("Cannot connect to the Docker daemon"), and sample-docker. */
export function dockerDaemonCauses(facts: Facts): readonly Finding[] {
  return symptomsOf(facts, 'docker-daemon-unreachable').length > 0
    ? afterFailure(facts)
    : beforeFailure(facts);
}

function afterFailure(facts: Facts): readonly Finding[] {
  const evidence = symptomsOf(facts, 'docker-daemon-unreachable');
  const { privilegedMode, type } = asItRan(facts).environment;
  if (privilegedMode) return [];
  const lambda = type.includes('LAMBDA');
  return [
    makeFinding(facts, {
      code: 'privileged-mode-off',
      cause: lambda
        ? `environment type \`${type}\` runs no docker daemon`
        : 'docker found no daemon, and the build ran without privileged mode',
      next: lambda
        ? amend(facts, 'choose an environment that is not Lambda', ({ environment }) =>
            environment.type.includes('LAMBDA'),
          )
        : amend(facts, 'switch on privileged mode', ({ environment }) => !environment.privilegedMode),
      evidence,
    }),
  ];
}

/** What stopped the build came before docker: the next one would get to it. */
function beforeFailure(facts: Facts): readonly Finding[] {
  if (!runsNoDaemon(facts) || hasReachedOne(facts) || mayReachAnother(facts)) return [];
  const evidence = facts.evidence.filter(needsDaemon);
  const [first] = evidence;
  if (first === undefined) return [];
  return [
    makeFinding(facts, {
      code: 'privileged-mode-off',
      cause: `the commands use docker's daemon (${first.source.where}), which CodeBuild starts in privileged mode only, and the project has it off`,
      next: 'switch on privileged mode in the project',
      evidence,
    }),
  ];
}

/** Of images that are not CodeBuild's own nobody knows what their `docker` is; `podman` goes by that name too. */
function runsNoDaemon({ snapshot: { project, batch } }: Facts): boolean {
  const { type, image, privilegedMode, dockerServer } = project.environment;
  return (
    !privilegedMode &&
    dockerServer !== true &&
    batch.kind !== 'known' &&
    /^(?:LINUX|LINUX_GPU|ARM)_CONTAINER$/.test(type) &&
    /^(?:aws|public\.ecr\.aws)\/codebuild\//.test(image)
  );
}

/** Builds that went well, or got as far as a registry, had a daemon from somewhere. */
function hasReachedOne(facts: Facts): boolean {
  const { build, lastGreen, log } = facts.snapshot;
  if (build.kind === 'known' && build.value.status === 'SUCCEEDED') return true;
  if (lastGreen !== null && lastGreen.ranWith.environment?.privilegedMode !== true) return true;
  if (log.kind === 'known' && log.value.lines.some((line) => DAEMON_SPOKE.test(line))) return true;
  return denialsOf(facts).some(
    ({ denial: { action, operation } }) =>
      operation === null && /^ecr:(?!GetAuthorizationToken)/i.test(action ?? ''),
  );
}

const DAEMON_SPOKE =
  /The push refers to|Sending build context to Docker|load build definition from|: Pulling from /;

/** A daemon elsewhere, or one that needs no privileges. Where the whole text of the buildspec is not there, one may be named in it. */
function mayReachAnother({ snapshot: { project, build, buildspecFiles } }: Facts): boolean {
  if (project.environment.variables.some(({ name }) => /^DOCKER_(?:HOST|CONTEXT)$/.test(name))) return true;
  const ran = build.kind === 'known' ? build.value.buildspec : null;
  const place = locateBuildspec({ buildspec: ran ?? project.source.buildspec });
  const file = place.kind === 's3' ? buildspecFiles[place.arn] : undefined;
  const text = place.kind === 'inline' ? place.text : file?.kind === 'known' ? file.value.text : null;
  return text === null || OTHER_DAEMON.test(text);
}

const OTHER_DAEMON =
  /DOCKER_(?:HOST|CONTEXT)|docker context|docker\S* (?:-H|--host|--context|-c)\b|--driver|rootless|podman|dockerd|alias docker|docker\s*\(\)/;

/** Logins and versions are answered by the client alone. */
function needsDaemon(one: Evidence): boolean {
  return (
    one.kind === 'use' &&
    one.origin !== 'override' &&
    PULLS_AND_PUSHES.has(one.use.kind) &&
    one.source.kind === 'buildspec' &&
    one.source.where.startsWith('buildspec ') &&
    DOCKER_COMMAND.test(one.source.text)
  );
}

const PULLS_AND_PUSHES: ReadonlySet<string> = new Set(['image-push', 'image-pull', 'public-image-push']);
const DOCKER_COMMAND = /^(?:sudo )?(?:\/\S*\/)?docker (?:image |buildx )?(?:build|push|pull|run|create) /;
