/** Which feature of a project a need serves, so that its lack is named by what fails and not by an action. */
import type { Use } from '#evidence/evidence.ts';
import type { FindingCode } from '../codes.ts';
import type { JudgedNeed } from '../finding.ts';

/** The code for a need that a policy should allow and none does; null where no feature has its own. */
export function featureCode(need: JudgedNeed): FindingCode | null {
  for (const one of need.evidence) {
    const code = one.kind === 'use' ? CODE_OF_USE[one.use.kind] : null;
    if (code !== null) return code;
  }
  return featureOfAction(need.action);
}

const CODE_OF_USE: Readonly<Record<Use['kind'], FindingCode | null>> = {
  'registry-login': null,
  'image-push': null,
  'sign-image': null,
  'public-image-push': null,
  'image-pull': null,
  'fetch-upstream': null,
  'aws-call': null,
  'write-logs': 'logs-not-writable',
  'write-s3-logs': 'logs-not-writable',
  'write-artifacts': 'artifact-not-writable',
  'share-with-bucket-owner': 'artifact-not-writable',
  'use-pipeline-bucket': 'artifact-not-writable',
  'read-s3-source': 'source-not-readable',
  'use-s3-cache': null,
  'read-parameter': 'parameter-not-readable',
  'read-secret': 'secret-not-readable',
  'use-key': 'key-not-usable',
  'pull-build-image': 'image-pull-credentials',
  'use-connection': 'source-not-readable',
  'git-pull': 'source-not-readable',
  'join-vpc': 'vpc-permissions-missing',
  'write-reports': null,
  'start-batch': null,
  'docker-daemon': null,
  'debug-session': null,
};

/** The same where nothing is known but the action. */
export function featureOfAction(printed: string): FindingCode | null {
  const action = printed.toLowerCase();
  if (action === 'iam:passrole') return 'pass-role-missing';
  if (LOG_ACTIONS.has(action)) return 'logs-not-writable';
  if (action === 'secretsmanager:getsecretvalue') return 'secret-not-readable';
  if (action.startsWith('ssm:getparameter')) return 'parameter-not-readable';
  if (action.startsWith('kms:') && !OF_NO_KEY.test(action)) return 'key-not-usable';
  if (CONNECTION.test(action) || action === 'codecommit:gitpull') return 'source-not-readable';
  return null;
}

/** The same where the words around a refusal say what the refused call was for: that much is known of the cause. */
export const CODE_OF_PURPOSE: ReadonlyMap<string, FindingCode> = new Map([
  ['source', 'source-not-readable'],
  ['connection', 'source-not-readable'],
  ['artifacts', 'artifact-not-writable'],
  ['vpc', 'vpc-permissions-missing'],
]);

/** The code for what the policy on a resource stops, by the service that keeps it. */
export function resourceLayerCode(action: string): FindingCode {
  const service = action.split(':')[0]?.toLowerCase() ?? '';
  if (service === 'ecr' || service === 'ecr-public') return 'repository-policy-blocks';
  if (service === 'sts') return 'trust-policy-blocks';
  return featureOfAction(action) ?? 'resource-policy-blocks';
}

/** What CodeBuild itself does to keep a build's log. Source: CodeBuild User Guide, setting-up-service-role. */
const LOG_ACTIONS: ReadonlySet<string> = new Set([
  'logs:createloggroup',
  'logs:createlogstream',
  'logs:putlogevents',
]);

/** What KMS does for no key that is there. Source: Service Authorization Reference, AWS KMS. */
const OF_NO_KEY = /:(?:createkey|listkeys|listaliases|generaterandom|\w+customkeystores?)$/;

const CONNECTION = /^(codeconnections|codestar-connections):/;
