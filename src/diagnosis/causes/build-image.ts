/** The build image cannot be pulled: credentials of the wrong kind, no such image, or a repository that does not let CodeBuild in. */
import type { Project } from '#account/project.ts';
import { type ImageAddress, readImageAddress, repositoryArn } from '#evidence/image-address.ts';
import type { Symptom } from '#evidence/symptoms.ts';
import {
  amend,
  asItRan,
  type Facts,
  isDenied,
  makeFinding,
  type SymptomEvidence,
  symptomsOf,
} from '../facts.ts';
import type { Finding, JudgedNeed } from '../finding.ts';
import { isForeign } from '../foreign.ts';
import { nextOfDeny, reasonsOf, wordPlace } from './words.ts';

export function buildImageCauses(facts: Facts): readonly Finding[] {
  const wrong = wrongCredentials(facts);
  return wrong === null ? [...missingImage(facts), ...serviceDenials(facts)] : [wrong];
}

/** That there is no such image, or on Docker Hub none of that name. */
const NO_SUCH_IMAGE: readonly Symptom[] = ['manifest-unknown', 'namespace-refused'];

/** Whether what is missing is the build image: CodeBuild alone speaks in a phase's context. */
export const isOfBuildImage = ({ symptom, source }: SymptomEvidence): boolean =>
  NO_SUCH_IMAGE.includes(symptom) && source.kind === 'phase-context';

/** Its repository is there, or in a registry that is not read: of a repository that is missing other causes tell. */
function missingImage(facts: Facts): readonly Finding[] {
  const evidence = symptomsOf(facts, ...NO_SUCH_IMAGE).filter(isOfBuildImage);
  if (evidence.length === 0 || lacksImport(facts)) return [];
  const { image } = asItRan(facts).environment;
  const address = readImageAddress(image);
  const isIn = ({ environment }: Project): boolean => environment.image === image;
  const { next, ...amendment } = amend(facts, { change: 'name an image that exists', isIn });
  const finding = makeFinding(facts, {
    code: 'image-missing',
    cause: `the build image \`${image}\` does not exist: ${whereMissing(address)}`,
    next: `${next}${listing(address)}`,
    ...amendment,
    evidence,
  });
  return [address?.kind === 'ecr' ? { ...finding, resources: [repositoryArn(address.repository)] } : finding];
}

function whereMissing(address: ImageAddress | null): string {
  if (address?.kind !== 'ecr') return 'its registry has no such repository or tag';
  const { repository, tag, digest } = address;
  const which = digest === null ? `no tag \`${tag ?? 'latest'}\`` : `no digest \`${digest}\``;
  return `repository \`${repository.name}\` of account \`${repository.account}\` in ${repository.region} holds ${which}`;
}

function listing(address: ImageAddress | null): string {
  if (address?.kind !== 'ecr') return '';
  const { account, region, name } = address.repository;
  return `, or push this one first; \`aws ecr list-images --region ${region} --registry-id ${account} --repository-name ${name}\` shows what is there`;
}

/** A first pull through a cache is answered as if there were no image where the right to import it is missing. */
export function lacksImport(facts: Facts): boolean {
  return facts.needs.some((need) => isDenied(need) && /^ecr:BatchImportUpstreamImage$/i.test(need.action));
}

/** Source: CodeBuild User Guide, sample-ecr; API reference, ProjectEnvironment.imagePullCredentialsType. */
function wrongCredentials(facts: Facts): Finding | null {
  const { environment } = asItRan(facts);
  const { image } = environment;
  const evidence = symptomsOf(facts, 'image-pull-failed');
  if (isCuratedWithRole(environment)) {
    return makeFinding(facts, {
      code: 'image-pull-credentials',
      cause: `\`${image}\` is one of CodeBuild's own images, which are pulled with \`CODEBUILD\` credentials, not \`SERVICE_ROLE\``,
      ...amend(facts, {
        change: 'set imagePullCredentialsType to `CODEBUILD`',
        isIn: (project) => isCuratedWithRole(project.environment),
        setting: { ...PULLED_AS, value: 'CODEBUILD' },
      }),
      evidence,
    });
  }
  if (isCredentialUnused(environment)) {
    return makeFinding(facts, {
      code: 'image-pull-credentials',
      cause: `the build had a registry credential for \`${image}\`, which only \`SERVICE_ROLE\` pulls use`,
      ...amend(facts, {
        change: 'set imagePullCredentialsType to `SERVICE_ROLE`',
        isIn: (project) => isCredentialUnused(project.environment),
        setting: { ...PULLED_AS, value: 'SERVICE_ROLE' },
      }),
      evidence,
    });
  }
  return null;
}

const PULLED_AS = { setting: 'image-pull-credentials' } as const;

type Environment = Project['environment'];

const isCuratedWithRole = ({ image, imagePullCredentialsType }: Environment): boolean =>
  image.startsWith('aws/codebuild/') && imagePullCredentialsType === 'SERVICE_ROLE';

const isCredentialUnused = ({ registryCredential, imagePullCredentialsType }: Environment): boolean =>
  registryCredential !== null && imagePullCredentialsType !== 'SERVICE_ROLE';

/** What to do about a repository of the account's own. */
function nextOfOwn(facts: Facts, denied: readonly JudgedNeed[]): string {
  if (denied.length === 0)
    return 'let `codebuild.amazonaws.com` pull in the repository policy, or set imagePullCredentialsType to `SERVICE_ROLE`';
  return nextOfDeny(facts, {
    layer: 'resource',
    needs: denied,
    policy: 'repository policy',
    owner: "the repository's owner",
  });
}

/** Pulls with CodeBuild's credentials that the repository policy does not grant to the service. */
function serviceDenials(facts: Facts): readonly Finding[] {
  const needs = facts.needs.filter(
    (need) =>
      need.subject === 'codebuild-service' && isDenied(need) && need.decision.deniedBy.includes('resource'),
  );
  const [first] = needs;
  if (first === undefined) return [];
  const foreign = isForeign(facts.snapshot, first.resource);
  const denied = needs.filter(({ decision }) => decision.layers.resource === 'explicitlyDenied');
  const [reason] = denied.flatMap((need) => reasonsOf(need, 'resource'));
  const why =
    reason === undefined
      ? 'the policy of that repository does not let in'
      : `${wordPlace(reason)} denies: ${reason.because}`;
  return [
    makeFinding(facts, {
      code: 'image-pull-credentials',
      layer: 'resource',
      needs,
      cause: `the build image is pulled from \`${first.resource}\` as \`codebuild.amazonaws.com\`, which ${why}${foreign ? '; an image of another account needs `SERVICE_ROLE` credentials' : ''}`,
      next: foreign
        ? 'set imagePullCredentialsType to `SERVICE_ROLE` in the project'
        : nextOfOwn(facts, denied),
      ...(isOfProject(first) ? { setting: { ...PULLED_AS, value: 'SERVICE_ROLE' } } : {}),
      evidence: symptomsOf(facts, 'image-pull-failed'),
    }),
  ];
}

/** Whether settings or files ask for it, and not the start of one build alone. */
function isOfProject({ evidence }: JudgedNeed): boolean {
  return evidence.some((one) => one.kind === 'use' && one.origin !== 'override');
}
