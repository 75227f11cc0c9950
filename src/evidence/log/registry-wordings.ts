/**
 * What registries and their clients print that is no worded denial.
 * Source: messages of issue threads and documentation, 2014 to 2026; ECR User Guide, troubleshooting.
 */
import { type SymptomWording, weak, worded } from './wording.ts';

/** Wordings of registries and of docker, podman, kaniko and their like. */
export const REGISTRY_WORDINGS: readonly SymptomWording[] = [
  // Of docker, SAM, Copilot, Testcontainers, clients in Python, Node and Java, and plugins of Maven and Gradle.
  worded(
    'docker-daemon-unreachable',
    'connect to the Docker daemon | connect to the Docker API | connect to Docker daemon | Connection to the Docker daemon at | Docker is unreachable | SAM projects locally requires | docker daemon is not responsive | find a valid Docker environment | Error while fetching server API version | connect ENOENT /var/run/docker.sock | docker.sock: connect: no such file | no DOCKER_HOST environment variable | Build to Docker daemon failed | PROVIDER_DOCKER_NOT_RUNNING | connect to internal docker host | failed to start daemon | the docker daemon running | docker daemon is not running | Docker installed and running | Docker is not running | is Docker running | docker.sock: permission denied',
    'gi',
  ),
  worded(
    'not-logged-in',
    'no basic auth credentials | error getting credentials - err | "code":"DENIED","message":"Not Authorized | "code": "DENIED", "message": "Not Authorized | response status code 401 | (status=401 | Unauthorized for | HTTP error 401 | 401 (Unauthorized) | code E401 | authentication token seems to be invalid | status: 401 Unauthorized | code ENEEDAUTH | need auth This command requires you',
  ),
  // Of docker, helm and oras, npm, pip, cargo and gRPC.
  worded(
    'not-logged-in',
    'credential required for basic auth | basic credential not found | credentials not correct for | authenticate, need: basic | Error: Password Required | Must provide --username | authenticate to registry | no credentials for | response, got 401 | code = Unauthenticated | Wrong user or password | Could not authenticate user | EINVALIDNPMTOKEN | ENONPMTOKEN | Invalid npm token | must be logged in to perform | supply credentials for this source',
    'gi',
  ),
  // Of Swift, Cargo, NuGet, Gradle, Composer, sbt, Conan, Poetry, uv, Twine, Yarn, pnpm, Bundler, Dart and Hex.
  worded(
    'not-logged-in',
    'missing or invalid authentication credentials | please run `cargo login | token rejected for ` | registries require a credential-provider | credential provider could not acquire credentials | Username must not be null! | URL required authentication | using the interactive console to authenticate | find credentials for [ | conan remote login | Authorization error accessing | Missing credentials for http | Credential not found for | Incorrect or missing password | No authentication configured for | No authorization header was set for | Authentication is required for http | Bad username or password for http | repository requested authentication | No authenticated user found',
    'gi',
  ),
  {
    symptom: 'not-logged-in',
    anchors: ['invalid username/password'],
    pattern: /(?<!ORA-\d{5}: ?)\binvalid username\/password/gi,
  },
  {
    // Maven words a 401 so: `from/to libs (https://…): Not authorized`.
    symptom: 'not-logged-in',
    anchors: ['): Not authorized', 'ReasonPhrase:Unauthorized', 'ReasonPhrase: Unauthorized'],
    pattern: /\(https?:\/\/[^)\n]{1,300}\): Not authorized\b|ReasonPhrase: ?Unauthorized\b/g,
  },
  worded('namespace-refused', 'insufficient_scope: authorization failed'),
  worded('public-login-stale', 'your authorization token is invalid', 'gi'),
  weak(
    worded(
      'not-logged-in',
      'denied: Not Authorized | authentication token not provided | Invalid authentication (as | authentication required | incorrect username or password | UNAUTHORIZED: | unauthorized:',
    ),
  ),
  worded('token-expired', 'your authorization token has expired', 'gi'),
  worded(
    'tag-immutable',
    'the tag is immutable | repository is immutable | tag invalid: | TAG_INVALID | ImageTagAlreadyExistsException',
    'gi',
  ),
  worded('image-limit-reached', 'maximum allowed number of images', 'gi'),
  worded('image-tags-full', 'maximum allowed number of tags per image', 'gi'),
  worded('image-too-large', 'number of layers per image exceeded | maximum allowed size of a layer', 'gi'),
  worded('quota-reached', 'maximum allowed number of repositories', 'gi'),
  worded(
    'rate-limited',
    'toomanyrequests | Too Many Requests | pull rate limit | Rate exceeded | ThrottlingException | RequestLimitExceeded | request limit exceeded | reduce your request rate | API rate limit exceeded | secondary rate limit | rate limit exceeded | GitHub API limit reached',
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
  worded('manifest-unknown', 'Tag {tag} not found in repository'),
  worded('manifest-unknown', 'Error: image {image} not found'),
  {
    symptom: 'manifest-unknown',
    anchors: ['to pull image "', 'pulling image "'],
    pattern: /(?:to pull|pulling) image "(?<image>[^\s"]{1,300})": [^\n]{0,400}?\bnot found(?=\s|$)/g,
  },
  {
    symptom: 'manifest-unknown',
    anchors: ['failed to resolve source met', 'failed to resolve ref'],
    pattern:
      /failed to resolve (?:source metadata for|reference|ref) "?(?<image>[^\s"]{1,300}?)"?: [^\n]{0,400}?: not found(?=\s|$)/g,
  },
  worded(
    'upstream-refused',
    'authentication to the upstream registry failed | UnableToAccessSecretException | UnableToDecryptSecretValueException | UnableToGetUpstream',
  ),
  // Container registries of Google and of GitHub, their APIs and that of Azure.
  worded(
    'outside-refused',
    'Resource not accessible by | Error: Bad credentials | "message": "Bad credentials | "message":"Bad credentials | Bad credentials (HTTP 401) | googleapi: Error 403 | AuthorizationFailed | not have authorization to perform action | not authorized to run analysis | installation not allowed to | Token exchange failed for project | "artifactregistry.repositories. | denied: permission_denied: | denied on resource ',
  ),
  {
    // Of Vault, which says so for each path that a token may not read.
    symptom: 'outside-refused',
    anchors: ['Error making API request'],
    pattern: /\bError making API request\.\s[^\0]{0,400}?\bCode: 40[13]\b/g,
  },
  // ghcr.io says no more than this.
  weak({
    symptom: 'forbidden-without-detail',
    anchors: ['denied: denied', 'error from registry: denied'],
    pattern: /\b(?:denied|error from registry): denied\b(?! by)/g,
  }),
  weak({
    symptom: 'not-logged-in',
    anchors: ['": unauthorized', 'registry: unauthorized'],
    pattern: /(?:"|registry): unauthorized(?=\s|$)/g,
  }),
  weak({
    // Nothing else is said: neither by whom nor why.
    symptom: 'not-logged-in',
    anchors: ['failed to authorize', 'failed to fetch oauth to', 'failed to fetch anonymou'],
    pattern: /failed to (?:authorize|fetch (?:oauth|anonymous) token)(?=["'`]?[ ]?(?:\n|$))/g,
  }),
  weak(worded('not-found', 'HTTP error 404 | : 404 Not Found')),
  worded('interactive-login', 'interactive login from a non TTY'),
  // ECR has no such tokens: it takes a password.
  {
    symptom: 'login-refused',
    anchors: ['failed to fetch oauth token', 'failed to fetch anonymous token'],
    pattern: /failed to fetch (?:oauth|anonymous) token: unexpected status:? ?(?:code )?40[13]\b/g,
  },
  worded('login-refused', 'Requesting bearer token: invalid status code from registry 40'),
  worded('login-refused', 'login attempt to {url} failed with status: {status}'),
  worded('login-refused', 'login attempt failed with status: {status}'),
  worded('namespace-refused', 'requested access to the resource is denied'),
  weak(worded('pull-access-denied', 'pull access denied for ')),
  weak({
    symptom: 'pull-access-denied',
    anchors: ['or no pull access'],
    pattern: /\brepository (?=[^\s"]{1,300}? not found: does not exist or no pull access)/g,
  }),
  worded('empty-answer', 'response body: unexpected end of JSON | HTTP response: unexpected end of JSON'),
  weak(worded('forbidden-without-detail', 'error parsing HTTP 403 response body')),
  worded('connection-closed', '/blobs/uploads/": EOF | /blobs/uploads/: EOF'),
  {
    symptom: 'connection-closed',
    anchors: ['blobs/uploads', 'Retrying in', '/manifests/'],
    pattern:
      /(?:(?:Post|Put|Head|Get|POST|PUT|HEAD|PATCH|Patch) "?https?:\/\/[^\s"]{1,300}\/v2\/[^\s"]{0,300}"?: |Retrying in \d{1,4} seconds?[^\n]{0,80}\n(?:[^\n]{0,200}\n){0,12})EOF\b/g,
  },
  worded('image-name-refused', 'repository name must be lowercase | must be lowercase'),
  {
    symptom: 'bad-registry-address',
    anchors: ['invalid reference format', 'repository name must be', 'invalid tag "'],
    // What is said of letters names the reason itself.
    pattern:
      /invalid reference format(?!: repository name \S{0,300} ?must be lowercase|: repository name must be lowercase)|repository name must be(?! lowercase)|invalid tag "(?![^\n]{0,400} must be lowercase)/g,
  },
  {
    symptom: 'bad-registry-address',
    anchors: ['.dkr.ecr..', '/.dkr.ecr.', '".dkr.ecr.', ' .dkr.ecr.'],
    pattern: /[\s/"'](?:\.dkr\.ecr\.|[^\s/"']{1,64}\.dkr\.ecr\.\.)/g,
  },
  worded(
    'format-refused',
    'no Location header | unknown manifest class for | media type for the source image | LayersNotFoundException | MANIFEST_INVALID | manifest invalid | BLOB_UPLOAD_INVALID | BLOB_UPLOAD_UNKNOWN | DIGEST_INVALID | SIZE_INVALID | MANIFEST_BLOB_UNKNOWN | required for pushing image into repository',
  ),
];
