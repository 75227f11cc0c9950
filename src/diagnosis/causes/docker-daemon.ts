/** Commands that need docker's daemon, in a container that is not let run one: after it failed, and before it can. */
import type { Project } from '#account/project.ts';
import type { SettingValue } from '#account/project-setting.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { amend, asItRan, denialsOf, type Facts, makeFinding, symptomsOf, wentWell } from '../facts.ts';
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
      ...amend(facts, lambda ? OFF_LAMBDA : privilegedIn(type)),
      evidence: [...evidence, ...usesOfDaemon(facts)],
    }),
  ];
}

/** The first command that uses it. */
const usesOfDaemon = ({ evidence }: Facts): readonly UseEvidence[] =>
  evidence
    .filter((one): one is UseEvidence => one.kind === 'use' && one.use.kind === 'docker-daemon')
    .slice(0, 1);

type UseEvidence = Extract<Evidence, { kind: 'use' }>;

const OFF_LAMBDA = {
  change: 'choose an environment that is not Lambda',
  isIn: ({ environment }: Project): boolean => environment.type.includes('LAMBDA'),
};

/** Where builds run in a container of Linux the setting is all that it takes. Source: CodeBuild API reference, ProjectEnvironment (`privilegedMode`). */
const privilegedIn = (type: string) => ({
  change: 'switch on privileged mode',
  isIn: ({ environment }: Project): boolean => !environment.privilegedMode,
  ...(LINUX_CONTAINER.test(type) ? { setting: PRIVILEGED } : {}),
});

const PRIVILEGED: SettingValue = { setting: 'privileged-mode', value: 'true' };
const LINUX_CONTAINER = /^(?:LINUX|LINUX_GPU|ARM)_CONTAINER$/;

/** What stopped the build came before docker: the next one would get to it. */
function beforeFailure(facts: Facts): readonly Finding[] {
  if (!runsNoDaemon(facts) || hasReachedOne(facts)) return [];
  const [first] = usesOfDaemon(facts);
  if (first === undefined || first.origin === 'override') return [];
  return [
    makeFinding(facts, {
      code: 'privileged-mode-off',
      cause: `the commands use docker's daemon (${first.source.where}), which CodeBuild starts in privileged mode only, and the project has it off`,
      ...amend(facts, privilegedIn(facts.snapshot.project.environment.type)),
      evidence: [first],
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
    LINUX_CONTAINER.test(type) &&
    /^(?:aws|public\.ecr\.aws)\/codebuild\//.test(image)
  );
}

/** Builds that went well, or got as far as a registry, had a daemon from somewhere. */
function hasReachedOne(facts: Facts): boolean {
  const { lastGreen, log } = facts.snapshot;
  if (wentWell(facts)) return true;
  if (lastGreen !== null && lastGreen.ranWith.environment?.privilegedMode !== true) return true;
  if (log.kind === 'known' && log.value.lines.some((line) => DAEMON_SPOKE.test(line))) return true;
  return denialsOf(facts).some(
    ({ denial: { action, operation } }) =>
      operation === null && /^ecr:(?!GetAuthorizationToken)/i.test(action ?? ''),
  );
}

const DAEMON_SPOKE =
  /The push refers to|Sending build context to Docker|load build definition from|: Pulling from /;
