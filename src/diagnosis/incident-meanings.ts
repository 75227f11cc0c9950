/** Failures of a command itself: what each means, with an account at hand and without one. No permission would cure it. */
import type { Meaning } from './symptom-meanings.ts';

/** What a failure means that is nobody's refusal. */
export const incident = (cause: string, next: string): Meaning => ({ code: 'command-failed', cause, next });

/** Each symptom that is such a failure. */
export const INCIDENT_MEANINGS = {
  network: incident(
    'the network failed: a name, a route, a proxy or a certificate',
    'check the address, and in a VPC the route (NAT gateway or endpoints) and the security groups',
  ),
  'manifest-unknown': incident(
    'the registry has no such image or tag; through a pull-through cache a missing `ecr:BatchImportUpstreamImage` is answered alike',
    'correct the tag, or push it first; for a cache repository run `rolemend diagnose PROJECT`',
  ),
  'not-found': incident(
    'the registry answered 404: no such repository, image or path',
    'correct the address of the image or of its cache',
  ),
  'lambda-image-address': incident(
    'Lambda does not take the image from there: it must lie in ECR in the region of the function, and be named by its whole address with a tag or a digest',
    'name the image as `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`; copy one of another registry to ECR first',
  ),
  'outside-refused': incident(
    'a service outside AWS refused: no permission of the role would change that',
    'renew the credentials with which the build speaks to that service',
  ),
  'local-registry': incident(
    'a registry on the build machine itself refused, not AWS',
    'look at the settings of that registry',
  ),
  'format-refused': incident(
    'the registry does not take this format or this request',
    'use a client and a media type that the registry supports',
  ),
  'quota-reached': incident(
    'a quota of the account is used up',
    'ask AWS for a higher quota, or wait for what uses it to end',
  ),
  'file-not-executable': incident(
    'a script of the build is not executable on this machine',
    'set its execute bit (`git update-index --chmod=+x FILE`), or run it with its interpreter',
  ),
  'disk-full': incident(
    'the disk of the build machine is full: no space is left on it',
    'free space (`docker system prune`, smaller layers), or choose a larger compute type in the project',
  ),
} as const;
