/**
 * What failed builds print that is no worded denial, by the words they print it with.
 * Source: messages of issue threads and documentation, 2014 to 2026; ECR and CodeBuild User Guides, troubleshooting.
 */
import type { Symptom } from '../evidence.ts';
import { phrase } from './phrase.ts';

export interface SymptomWording {
  readonly symptom: Symptom;
  readonly pattern: RegExp;
  /** Texts, one of which stands where the wording is found, broken lines aside. */
  readonly anchors: readonly string[];
  /** Says little by itself: a more telling symptom close by replaces it. */
  readonly weak?: true;
}

/** `{name}` stands for a value of one word, kept as the detail of that name; `|` parts wordings. */
function worded(symptom: Symptom, wordings: string, flags: 'g' | 'gi' = 'g'): SymptomWording {
  const all = wordings.split(' | ');
  return {
    symptom,
    pattern: new RegExp(all.map(template).join('|'), flags),
    anchors: all.map(longestLiteral),
  };
}

const LONGEST_ANCHOR = 24;

function longestLiteral(wording: string): string {
  const literals = wording.split(/\{\w+\}/).sort((left, right) => right.length - left.length);
  return (literals[0] ?? '').slice(0, LONGEST_ANCHOR);
}

function template(wording: string): string {
  const parts = wording.split(/(\{\w+\})/);
  return parts
    .map((part, index) => {
      if (!/^\{\w+\}$/.test(part)) return phrase(part);
      const isLast = parts.slice(index + 1).join('') === '';
      return `(?<${part.slice(1, -1)}>[^\\s"'\`]{1,300}${isLast ? '' : '?'})`;
    })
    .join('');
}

const weak = (wording: SymptomWording): SymptomWording => ({ ...wording, weak: true });

const DOCKER: readonly SymptomWording[] = [
  worded(
    'docker-daemon-unreachable',
    'connect to the Docker daemon | the docker daemon running | docker daemon is not running',
    'gi',
  ),
  worded(
    'not-logged-in',
    'no basic auth credentials | error getting credentials - err | "code":"DENIED","message":"Not Authorized | "code": "DENIED", "message": "Not Authorized | response status code 401 | (status=401 | Unauthorized for | HTTP error 401 | 401 (Unauthorized) | code E401 | authentication token seems to be invalid | status: 401 Unauthorized',
  ),
  worded('namespace-refused', 'insufficient_scope: authorization failed'),
  worded('public-login-stale', 'your authorization token is invalid', 'gi'),
  weak(
    worded(
      'not-logged-in',
      'authentication required | incorrect username or password | UNAUTHORIZED: | unauthorized: | 401 Unauthorized',
    ),
  ),
  worded('token-expired', 'your authorization token has expired', 'gi'),
  worded(
    'tag-immutable',
    'the tag is immutable | repository is immutable | tag invalid: | TAG_INVALID | ImageTagAlreadyExistsException',
    'gi',
  ),
  worded('image-limit-reached', 'maximum allowed number of images', 'gi'),
  worded(
    'rate-limited',
    'toomanyrequests | Too Many Requests | pull rate limit | Rate exceeded | ThrottlingException | RequestLimitExceeded',
    'gi',
  ),
  worded(
    'repository-unknown',
    "The repository with name '{repository}' does not exist in the registry with id '{registry}'",
  ),
  worded('repository-unknown', 'RepositoryNotFoundException | NAME_UNKNOWN | name unknown'),
  worded(
    'manifest-unknown',
    'manifest unknown | MANIFEST_UNKNOWN | manifest for {image} not found | ImageNotFoundException | does not exist within the repository with name',
  ),
  worded('manifest-unknown', 'Source image {image} does not exist'),
  {
    symptom: 'manifest-unknown',
    anchors: ['failed to resolve source met', 'failed to resolve refere'],
    pattern:
      /failed to resolve (?:source metadata for|reference) "?(?<image>[^\s"]{1,300}?)"?: [^\n]{0,400}?: not found(?=\s|$)/g,
  },
  worded('interactive-login', 'interactive login from a non TTY'),
  worded('login-refused', 'login attempt to {url} failed with status: {status}'),
  worded('namespace-refused', 'requested access to the resource is denied'),
  weak(worded('pull-access-denied', 'pull access denied for ')),
  worded('empty-answer', 'response body: unexpected end of JSON | HTTP response: unexpected end of JSON'),
  weak(worded('forbidden-without-detail', 'error parsing HTTP 403 response body')),
  worded('connection-closed', '/blobs/uploads/": EOF | /blobs/uploads/: EOF'),
  {
    symptom: 'connection-closed',
    anchors: ['blobs/uploads', 'Retrying in', '/manifests/'],
    pattern:
      /(?:(?:Post|Put|Head|Get|POST|PUT|HEAD|PATCH|Patch) "?https?:\/\/[^\s"]{1,300}\/v2\/[^\s"]{0,300}"?: |Retrying in \d{1,4} seconds?[^\n]{0,80}\n(?:[^\n]{0,200}\n){0,12})EOF\b/g,
  },
  worded('bad-registry-address', 'invalid reference format | repository name must be | invalid tag "'),
  {
    symptom: 'bad-registry-address',
    anchors: ['.dkr.ecr..', '/.dkr.ecr.', '".dkr.ecr.', ' .dkr.ecr.'],
    pattern: /[\s/"'](?:\.dkr\.ecr\.|[^\s/"']{1,64}\.dkr\.ecr\.\.)/g,
  },
  worded('format-refused', 'no Location header'),
];

const AWS: readonly SymptomWording[] = [
  weak(worded('denied-without-detail', 'not authorized to | has been denied by', 'gi')),
  {
    symptom: 'denied-without-detail',
    weak: true,
    anchors: [
      'Access Denied',
      'AccessDenied',
      'UnauthorizedOperation',
      'AuthorizationError',
      'Forbidden: ',
      '(Forbidden)',
      '(403) when calling',
      '(ForbiddenException) when calling',
    ],
    pattern:
      /Access ?Denied|AccessDenied(?:Exception)?|UnauthorizedOperation|AuthorizationError(?:Exception)?|Access denied(?! for user)|Forbidden: (?:Forbidden|null)|\(Forbidden\) ?null|\((?:403|ForbiddenException)\) when calling/g,
  },
  weak(
    worded(
      'denied-without-detail',
      "insufficient permissions | have permission to | has permission to | don't have permission | lacks permission | permissions error | not have the required permission | Encoded authorization failure message",
      'gi',
    ),
  ),
  {
    symptom: 'denied-without-detail',
    anchors: ['Access to the resource '],
    pattern: /Access to the resource (?<url>https?:\/\/[^\s"]{1,300}) is denied/g,
  },
  worded('denied-without-detail', 'Failed to get access token from {connection}'),
  worded(
    'role-not-assumable',
    'ECS was unable to assume the role | unable to assume the configured ECS Infrastructure Role | function cannot be assumed by Lambda | Unable to assume role and validate | No OpenIDConnect provider found',
  ),
  worded(
    'lambda-image-denied',
    'Lambda does not have permission to access the ECR image | does not have permission to access the specified image | ImageAccessDenied',
  ),
  worded('public-region', 'GetAuthorizationToken command is only supported in us-east-1'),
  {
    symptom: 'public-region',
    anchors: ['api.ecr-public.'],
    pattern: /api\.ecr-public\.(?!us-east-1\.)[a-z0-9-]{4,30}\.amazonaws\.com/g,
  },
  worded('assume-role-failed', "could not be used to assume '{role}'"),
  worded(
    'key-denied',
    'ciphertext refers to a customer master key | Access to KMS is not allowed | KMSAccessDenied',
    'gi',
  ),
  worded('cluster-denied', 'must be logged in to the server'),
  worded(
    'credentials-expired',
    'included in the request is expired | ExpiredToken | RequestExpired | Token has expired and refresh failed',
  ),
  worded(
    'credentials-missing',
    'Unable to locate credentials | Missing credentials in config | NoCredentialProviders | Could not load credentials | Could not find credentials matching {helper} | no valid credential sources | CredentialsProviderError | included in the request is invalid | InvalidClientTokenId | UnrecognizedClientException | SignatureDoesNotMatch | provided access credentials',
  ),
  worded(
    'quota-reached',
    'AccountLimitExceeded | LimitExceededException | ServiceQuotaExceeded | ResourceLimitExceeded',
  ),
  worded('parameter-missing', 'ParameterNotFound | parameter does not exist', 'gi'),
  worded('secret-missing', "can't find the specified secret"),
];

const CODEBUILD: readonly SymptomWording[] = [
  worded('log-stream-denied', 'does not allow AWS CodeBuild to create Amazon CloudWatch Logs'),
  worded(
    'image-pull-failed',
    "Unable to pull customer's container image | BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE | CannotPullContainerError",
  ),
  worded(
    'image-credentials-type',
    'curated image with imagePullCredentialsType | cross-account ECR image with imagePullCredentialsType',
  ),
  worded(
    'source-denied',
    'authorization failed for primary source | authorization failed for secondary source',
  ),
  worded(
    'source-missing',
    'repository not found for primary source | reference not found for primary source | repository not found for secondary source | reference not found for secondary source',
  ),
  worded(
    'buildspec-invalid',
    'YAML_FILE_ERROR | YAML file does not exist | wrong number of container tags | Expected Commands[ | requires selecting at least one runtime version | Unknown runtime version | Invalid buildspec phase',
  ),
  worded('no-artifacts-found', 'no matching artifact paths found | no matching base directory path found'),
  weak(
    worded(
      'command-failed',
      'COMMAND_EXECUTION_ERROR | Command did not exit successfully | Command failed with exit status',
    ),
  ),
  worded(
    'source-refused',
    'required privilege scopes | fetching runner token | Permission denied (publickey | HTTP Basic: Access denied',
  ),
  worded(
    'source-refused',
    'authentication required for primary source | authentication required for secondary source | could not read Username for | remote: Invalid username or password',
    'gi',
  ),
  worded('source-refused', "Authentication failed for '{url}'"),
  worded('source-refused', "unable to access '{url}': The requested URL returned error: 403"),
  {
    symptom: 'file-not-executable',
    anchors: [': Permission denied', 'exec format error', 'exit status 126'],
    pattern: /(?:\.\/[^\s:]{1,200}|\.sh): Permission denied|exec format error|exit status 126/g,
  },
];

const DISK = worded('disk-full', 'no space left on device', 'gi');

const NETWORK = worded(
  'network',
  'no route to host | i/o timeout | Client.Timeout exceeded | timeout on endpoint URL | connection refused | Could not connect to the endpoint | no such host | TLS handshake timeout | x509: certificate | failure in name resolution | connection reset by peer | Could not resolve host | canceled while waiting for connection | getaddrinfo ENOTFOUND | connect ETIMEDOUT | proxyconnect tcp | INSUFFICIENT_SUBNET',
);

/** A registry's or a service's answer, by its number; what it means depends on the number and the address. */
export const STATUS_ANSWER = new RegExp(
  `(?:${phrase('unexpected status')}|${phrase('unexpected HTTP status')}|${phrase('unsupported status')})[ \\n]?(?:${phrase('code')})?` +
    `(?:[ \\n]${phrase('from')}[ \\n](?<method>[A-Z]{3,6})[ \\n]${phrase('request to')}[ \\n](?<url>https?:[^\\s"]{1,600}))?(?:[ \\n]\\[[^\\]\\n]{0,120}\\])?(?:[ \\n](?<url2>https?:[^\\s"]{1,600}?))?:?[ \\n]?(?<status>4\\d\\d)\\b` +
    `|\\bstatus:? (?<status2>403)\\b|\\b(?<status3>403) Forbidden|\\bStatusCode: (?<status4>403)\\b`,
  'g',
);

/** Texts of which one stands in every such answer. */
export const STATUS_ANCHORS: readonly string[] = [
  'unexpected status',
  'unexpected HTTP status',
  'unsupported status',
  '403 Forbidden',
  'status 403',
  'status: 403',
  'StatusCode: 403',
];

export const SYMPTOM_WORDINGS: readonly SymptomWording[] = [...DOCKER, ...AWS, ...CODEBUILD, DISK, NETWORK];
