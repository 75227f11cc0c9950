/** The build image cannot be pulled: credentials of the wrong kind, or a repository that does not let CodeBuild in. */
import type { Project } from '#account/project.ts';
import { amend, asItRan, type Facts, isDenied, makeFinding, symptomsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { isForeign } from '../foreign.ts';

export function buildImageCauses(facts: Facts): readonly Finding[] {
  const wrong = wrongCredentials(facts);
  return wrong === null ? serviceDenials(facts) : [wrong];
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
      next: amend(facts, 'set imagePullCredentialsType to `CODEBUILD`', (project) =>
        isCuratedWithRole(project.environment),
      ),
      evidence,
    });
  }
  if (isCredentialUnused(environment)) {
    return makeFinding(facts, {
      code: 'image-pull-credentials',
      cause: `the build had a registry credential for \`${image}\`, which only \`SERVICE_ROLE\` pulls use`,
      next: amend(facts, 'set imagePullCredentialsType to `SERVICE_ROLE`', (project) =>
        isCredentialUnused(project.environment),
      ),
      evidence,
    });
  }
  return null;
}

type Environment = Project['environment'];

const isCuratedWithRole = ({ image, imagePullCredentialsType }: Environment): boolean =>
  image.startsWith('aws/codebuild/') && imagePullCredentialsType === 'SERVICE_ROLE';

const isCredentialUnused = ({ registryCredential, imagePullCredentialsType }: Environment): boolean =>
  registryCredential !== null && imagePullCredentialsType !== 'SERVICE_ROLE';

/** Pulls with CodeBuild's credentials that the repository policy does not grant to the service. */
function serviceDenials(facts: Facts): readonly Finding[] {
  const needs = facts.needs.filter((need) => need.subject === 'codebuild-service' && isDenied(need));
  const [first] = needs;
  if (first === undefined) return [];
  const foreign = isForeign(facts.snapshot, first.resource);
  return [
    makeFinding(facts, {
      code: 'image-pull-credentials',
      layer: 'resource',
      needs,
      cause: `the build image is pulled from \`${first.resource}\` as \`codebuild.amazonaws.com\`, which the policy of that repository does not let in${foreign ? '; an image of another account needs `SERVICE_ROLE` credentials' : ''}`,
      next: foreign
        ? 'set imagePullCredentialsType to `SERVICE_ROLE` in the project'
        : 'let `codebuild.amazonaws.com` pull in the repository policy, or set imagePullCredentialsType to `SERVICE_ROLE`',
      evidence: symptomsOf(facts, 'image-pull-failed'),
    }),
  ];
}
