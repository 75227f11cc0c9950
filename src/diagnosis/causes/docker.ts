/** What docker and the registry refuse without any policy being at fault. */
import type { Symptom } from '#evidence/evidence.ts';
import type { FindingCode } from '../codes.ts';
import { denialsOf, type Facts, isDenied, makeFinding, symptomsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';

interface Refusal {
  readonly symptom: Symptom;
  readonly code: FindingCode;
  readonly cause: string;
  readonly next: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    symptom: 'token-expired',
    code: 'token-expired',
    cause: 'the registry login is older than the 12 hours it is good for',
    next: 'log in again in the build, right before the push',
  },
  {
    symptom: 'tag-immutable',
    code: 'tag-immutable',
    cause: 'the repository is immutable and holds an image with this tag already',
    next: 'push under a tag that is not taken, for example one made of the commit',
  },
  {
    symptom: 'image-limit-reached',
    code: 'image-limit-reached',
    cause: 'the repository holds as many images as its quota lets it',
    next: 'delete images, add a lifecycle policy, or ask AWS for a higher quota',
  },
  {
    symptom: 'rate-limited',
    code: 'registry-rate-limit',
    cause: 'the registry answered that there were too many requests',
    next: 'pull with a login or through a pull-through cache, then retry the build',
  },
];

export function dockerCauses(facts: Facts): readonly Finding[] {
  return [
    ...REFUSALS.flatMap((refusal) => refused(facts, refusal)),
    ...noDaemon(facts),
    ...notLoggedIn(facts),
  ];
}

function refused(facts: Facts, { symptom, code, cause, next }: Refusal): readonly Finding[] {
  const evidence = symptomsOf(facts, symptom);
  return evidence.length === 0 ? [] : [makeFinding(facts, { code, cause, next, evidence })];
}

/** Source: CodeBuild User Guide, troubleshooting ("Cannot connect to the Docker daemon"). */
function noDaemon(facts: Facts): readonly Finding[] {
  const evidence = symptomsOf(facts, 'docker-daemon-unreachable');
  const { privilegedMode, type } = facts.snapshot.project.environment;
  if (evidence.length === 0 || privilegedMode) return [];
  const lambda = type.includes('LAMBDA');
  return [
    makeFinding(facts, {
      code: 'privileged-mode-off',
      cause: lambda
        ? `environment type \`${type}\` runs no docker daemon`
        : 'docker found no daemon, and privileged mode is off in the project',
      next: lambda ? 'use an environment that is not Lambda' : 'switch on privileged mode in the project',
      evidence,
    }),
  ];
}

/** A missing login counts only where the login was not itself denied. */
function notLoggedIn(facts: Facts): readonly Finding[] {
  const evidence = symptomsOf(facts, 'not-logged-in');
  if (evidence.length === 0 || tokenWasDenied(facts)) return [];
  return [
    makeFinding(facts, {
      code: 'not-logged-in',
      cause: 'the registry was asked without a login for it',
      next: 'run `aws ecr get-login-password` into `docker login` for this very registry, account and region, before the push',
      evidence,
    }),
  ];
}

function tokenWasDenied(facts: Facts): boolean {
  const isToken = (action: string | null): boolean => /:GetAuthorizationToken$/i.test(action ?? '');
  return (
    facts.needs.some((need) => isDenied(need) && isToken(need.action)) ||
    denialsOf(facts).some(({ denial }) => isToken(denial.action))
  );
}
