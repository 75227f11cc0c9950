/** What to do about a login that is missing or no longer good, for the very registry that was asked. */
import { unreachable } from '#basics/exhaustive.ts';
import { registryKindOf } from '#catalog/registry-hosts.ts';

/** `host`: as the message prints it; null where it names none. */
export function loginNext(host: string | null): string {
  if (host === null)
    return 'log in to the very registry that is asked before the pull or push: to ECR with `aws ecr get-login-password` for its account and region';
  const kind = registryKindOf(host);
  switch (kind) {
    case 'ecr':
      return `run \`aws ecr get-login-password --region ${regionOf(host)} | docker login --username AWS --password-stdin ${host}\` before the pull or push: a login is good for this very account and region`;
    case 'ecr-api':
      return `log in to the registry (\`ACCOUNT.dkr.ecr.REGION.amazonaws.com\`, with \`aws ecr get-login-password\` for its account and region): \`${host}\` answers API calls and serves no images`;
    case 'ecr-public':
      return 'run `aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin public.ecr.aws`, or `docker logout public.ecr.aws` to pull without a login';
    case 'codeartifact':
      return 'run `aws codeartifact login` for this tool, domain and repository in the build, before the packages are fetched: its token lasts 12 hours at the most';
    case 'docker-hub':
      return 'log in to Docker Hub with an account of it; where an image of ECR was meant, write the whole address of its registry in front of the name';
    case 'other':
      return `log in to \`${host}\` with credentials of that registry: no permission of AWS is asked for there`;
    default:
      return unreachable(kind);
  }
}

/** The region that the address of a registry names. */
function regionOf(host: string): string {
  const region = /\.dkr[.-]ecr(?:-fips)?\.([a-z]{2}(?:-[a-z]+){1,3}-\d{1,2})\./.exec(host)?.[1];
  return region ?? 'REGION';
}
