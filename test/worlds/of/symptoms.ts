/** Worlds whose cause AWS, docker or a provider only says in words of a log; nothing may be granted on them. */
import { ACCOUNT, REGION, type World } from '../world.ts';
import { registryOf } from '../words.ts';

interface Told {
  readonly code: World['expect']['codes'][number];
  readonly cause: string;
  /** What stands in the log, as it is written by those whose it is. */
  readonly line: string;
  readonly shows: RegExp;
  readonly more?: Partial<World['expect']>;
}

function told(name: string, { code, cause, line, shows, more = {} }: Told): World {
  return {
    name: `told-${name}`,
    cause,
    kind: 'source',
    owner: 'own',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.command(`printf '%s\\n' "${line}" && exit 1`);
    },
    expect: {
      codes: [code],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [shows],
      ...more,
    },
  };
}

export const SYMPTOMS: readonly World[] = [
  {
    name: 'told-tag-immutable',
    cause: 'the tag is taken, and the repository lets none be moved',
    kind: 'repository',
    owner: 'own',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.ecr().deleteRepository({ repositoryName: 'tracker_api', force: true });
      await sdk.image('tracker_api');
      await sdk
        .ecr()
        .putImageTagMutability({ repositoryName: 'tracker_api', imageTagMutability: 'IMMUTABLE' });
    },
    expect: {
      codes: ['tag-immutable'],
      notCodes: ['identity-allow-missing'],
      names: [/tracker_api/],
      outcome: 'handoff',
      needs: [],
    },
  },
  told('token-expired', {
    code: 'token-expired',
    cause: 'the login of the registry is older than 12 hours',
    line: 'denied: Your authorization token has expired. Reauthenticate and try again.',
    shows: /log in|login/i,
  }),
  told('image-limit', {
    code: 'image-limit-reached',
    cause: 'the repository holds as many images as it may',
    line: `denied: The repository with name 'tracker_api' in registry with id '${ACCOUNT}' already has the maximum allowed number of images which is '20000'`,
    shows: /image/,
  }),
  told('rate-limit', {
    code: 'registry-rate-limit',
    cause: 'Docker Hub answers that there were too many requests',
    line: 'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
    shows: /many requests|rate|pull-through|login/i,
  }),
  told('key-disabled', {
    code: 'key-not-usable',
    cause: 'the key is disabled',
    line: `An error occurred (DisabledException) when calling the Decrypt operation: arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled.`,
    shows: /key/,
  }),
  told('bucket-elsewhere', {
    code: 'wrong-region',
    cause: 'the bucket is in another region',
    line: `An error occurred (PermanentRedirect) when calling the ListObjectsV2 operation: The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.`,
    shows: /region/,
  }),
  told('not-logged-in', {
    code: 'not-logged-in',
    cause: 'the registry is asked without a login',
    line: `Error response from daemon: Head https://${registryOf()}/v2/tracker_api/manifests/latest: no basic auth credentials`,
    shows: /get-login-password|log in/i,
  }),
  {
    name: 'told-source-refused',
    cause: 'the provider of the source refuses to hand it out',
    kind: 'source',
    owner: 'own',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.command(
        `printf '%s\\n' "[Container] 2026/11/24 02:00:00 Phase context status code: CLIENT_ERROR Message: authentication required for primary source and source version main" && exit 1`,
      );
    },
    expect: {
      codes: ['source-not-readable'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/source/],
    },
  },
];
