/**
 * What commands of a build print when they fail by themselves: nobody refused them.
 * Source: messages of issue threads and documentation, 2014 to 2026.
 */
import { type SymptomWording, weak, worded } from './wording.ts';

/** Wordings of failures that no permission would cure. */
export const INCIDENT_WORDINGS: readonly SymptomWording[] = [
  {
    symptom: 'file-not-executable',
    anchors: [': Permission denied', 'exit status 126'],
    pattern: /(?:\.\/[^\s:]{1,200}|\.sh): Permission denied|exit status 126/g,
  },
  worded(
    'other-platform',
    'exec format error | no match for platform in manifest | no matching manifest for',
  ),
  worded(
    'clock-off',
    'RequestTimeTooSkewed | Signature expired | Signature not yet current | between the request time and the current time is too large',
  ),
  worded(
    'account-not-ready',
    'OptInRequired | SubscriptionRequiredException | NotSignedUp | not subscribed to this service | needs a subscription for the service | is not activated in this region | account must be verified | account is pending verification | account is currently blocked | account currently does not support',
  ),
  worded(
    'token-refused',
    'retrieve verification key from | IDPCommunicationError | Incorrect token audience | IDPRejectedClaim | web identity token that was passed is expired',
  ),
  // Of a role that was to be taken, by STS.
  worded('request-invalid', 'exceeds the MaxSessionDuration | Request ARN is invalid'),
  worded('not-bootstrapped', 'Has the environment been bootstrapped | region has not been bootstrapped'),
  {
    symptom: 'package-refused',
    anchors: [
      'have permission to publish',
      'Failed PUT 403',
      '403 Forbidden: ',
      'specified API key is invalid',
    ],
    pattern:
      /have permission to publish|\b403 \(The specified API key is invalid[^)\n]{0,120}|Failed PUT 403|403 Forbidden: @?[\w./-]{1,200}@/g,
  },
  weak({
    symptom: 'package-refused',
    anchors: ['code E403'],
    // What names an address behind it is read with that.
    pattern: /code E403(?!\s{1,3}npm \w{3,5}!? (?:403 ){1,2}Forbidden - )/g,
  }),
  weak({
    symptom: 'container-pull-failed',
    anchors: ['CannotPullContainerError', 'CannotPullECRContainerError'],
    // CodeBuild says so of its own image.
    pattern: /(?<!container image\. ?\n?)CannotPull(?:ECR)?ContainerError/g,
  }),
  worded('disk-full', 'no space left on device', 'gi'),
  {
    symptom: 'network',
    anchors: [
      'ENOTFOUND',
      'EAI_AGAIN',
      'ETIMEDOUT',
      'ECONNREFUSED',
      'ECONNRESET',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ESOCKETTIMEDOUT',
    ],
    // Codes of Node, in capitals: `ResourceNotFoundException` has one of them in it otherwise.
    pattern:
      /\b(?:ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ESOCKETTIMEDOUT)\b/g,
  },
  worded(
    'network',
    'ProxyConnectionError | Failed to connect to proxy | from proxy after CONNECT | CONNECT tunnel failed | Proxy Authentication Required | SSL validation failed | dispatch failure | Unable to connect to endpoint | status Timeout was thrown | The operation has timed out | CERTIFICATE_VERIFY_FAILED | Could not connect to server | Failed to connect to {host} port | Recv failure | Timeout waiting for SSH | Timeout waiting for WinRM | server misbehaving | Operation timed out | SSL_ERROR_SYSCALL | Empty reply from server | unable to resolve host | Read timed out | HttpTimeoutError | UnknownHostException | SocketTimeoutException | Temporary failure resolving | PKIX path building failed | unable to get local issuer certificate | A connection attempt failed because | /token": EOF | actively refused it | Unable to execute HTTP request | socket hang up | ERR_SOCKET_TIMEOUT | no route to host | network is unreachable | send request failed | There is a connection issue between | context deadline exceeded | write: broken pipe | read: connection timed out | connection timed out | connect timeout | i/o timeout | Client.Timeout exceeded | timeout on endpoint URL | connection refused | Could not connect to the endpoint | no such host | TLS handshake timeout | x509: certificate | failure in name resolution | connection reset by peer | Could not resolve host | canceled while waiting for connection | SSL certificate problem | certificate verify failed | self-signed certificate | proxyconnect tcp | INSUFFICIENT_SUBNET | pulling image configuration: unexpected EOF | Failed to establish a new connection | NameResolutionError | SSLError(',
    'gi',
  ),
  worded(
    'timed-out',
    'BUILD_TIMED_OUT | Build timed out | Build has timed out | Unable to complete build after',
  ),
  worded(
    'memory-full',
    'JavaScript heap out of memory | signal: killed | exit code 137 | exit code: 137 | exit status 137 | OOMKilled | OutOfMemoryError | Cannot allocate memory',
  ),
  weak({
    symptom: 'program-missing',
    anchors: [
      'command not found',
      ': not found',
      'is not a git command',
      'executable file not found',
      'is not recognized as an internal',
      'Invalid choice',
      'exit status 127',
      'exit code: 127',
      'unknown shorthand flag',
      'find remote helper for',
      'exec: executable ',
      'Unknown options: ',
    ],
    pattern:
      /(?<program>[\w.-]{1,60}): command not found|\bsh: (?:\d{1,4}: |line \d{1,4}: )?(?<name>[\w.-]{1,60}): not found|'(?<sub>[\w-]{1,60})' is not a git command|executable file not found|is not recognized as an internal|\bInvalid choice\b|exit status 127|exit code: 127|unknown shorthand flag|[Uu]nable to find remote helper for|\bexec: executable (?<executable>[\w.-]{1,60}) not found|\bUnknown options: /g,
  }),
  weak(
    worded(
      'file-missing',
      'no such file or directory | failed to read dockerfile | failed to compute cache key | COPY failed: | Cannot find module | ENOENT: no such file | user-provided path | task definition artifact file from | not find the image definition file',
      'gi',
    ),
  ),
  // Of apt, dnf and yum; often no more than a warning.
  weak(
    worded(
      'packages-unsigned',
      "signatures were invalid: | signatures couldn't be verified | Release' is not signed | Release' is no longer signed | repomd.xml signature could not be verified | GPG check FAILED",
    ),
  ),
  weak(
    worded(
      'package-missing',
      'No matching distribution found | Could not find a version that satisfies | code ETARGET | code E404 | is not in this registry | Could not resolve dependencies | Could not find artifact | Could not transfer artifact',
    ),
  ),
  weak({
    symptom: 'resource-missing',
    anchors: [
      'NotFoundException',
      '.NotFound',
      'NoSuchEntity',
      'NoSuchBucket',
      'NoSuchKey',
      'bucket does not exist',
      'does not exist (Service',
      '" does not exist',
      "couldn't find resource",
    ],
    pattern:
      /\b[A-Za-z]{0,60}NotFoundException\b|\b[A-Za-z]{3,40}\.NotFound\b|\bNoSuch(?:Entity|Bucket|Key)\b|specified bucket does not exist|does not exist \(Service|\bKey "[^"\n]{1,300}" does not exist|couldn't find resource/g,
  }),
  weak({
    symptom: 'resource-exists',
    anchors: ['AlreadyExists', 'AlreadyOwnedByYou', ': already exists', '409 (Conflict', '409 Conflict'],
    pattern:
      /\b[A-Za-z]{0,60}(?:AlreadyExists(?:Exception)?|AlreadyOwnedByYou)\b|: already exists\b|\b409 \(?Conflict\b/g,
  }),
  weak({
    symptom: 'request-invalid',
    anchors: [
      'Exception) when calling',
      'ValidationError',
      'ValidationException',
      'InvalidParameter',
      'InvalidInputException',
      'Resource handler returned message',
      'DependencyViolation',
      'Parameter validation failed',
      'MalformedPolicy',
      'ConflictException',
      'arguments are required:',
      'Error parsing parameter',
      'Requires capabilities',
      'in the image definitions file',
      'parts could not be found',
      'contents invalid JSON format',
      'non-User credentials',
      'the maximum allowed size',
    ],
    pattern:
      /\b(?:Validation(?:Error|Exception)|InvalidParameter(?:Value|Combination)?(?:Exception)?|Invalid(?:Input|Request)Exception|ClientException|DependencyViolation|MalformedPolicy(?:Document)?|\w{0,40}ConflictException)\b|\bParameter validation failed|\bResource handler returned message|arguments are required:|\bRequires capabilities ?:|\bError parsing parameter|in the image definitions file|parts could not be found|contents invalid JSON format|when calling with non-User credentials|exceeds the maximum allowed size of \d/g,
  }),
  weak({
    symptom: 'service-failed',
    anchors: [
      '500 Internal Server',
      '502 Bad Gateway',
      '503 Service',
      '504 Gateway',
      'INTERNAL_SERVICE_ERROR',
      'ServiceUnavailable',
      'InternalServerError',
      'Internal Error',
      'HTTP status: 50',
      'status code 50',
      'returned error: 50',
    ],
    pattern:
      /\b50[0234] (?:Internal Server|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway)|INTERNAL_SERVICE_ERROR|\bServiceUnavailable(?:Exception)?\b|\bInternalServerError\b|\bInternal Error(?:;| \()? ?Service\b|(?:HTTP status: |unexpected status code |URL returned error: )50\d/g,
  }),
  weak(
    worded(
      'stack-failed',
      'Failed to create/update the stack | resource(s) failed to | was not successfully created | was not successfully updated | CREATE_FAILED | UPDATE_FAILED | Received response status [FAILED] | The stack named {stack} failed | encountered a terminal failure state | is in ROLLBACK_COMPLETE state | ROLLBACK_FAILED | UPDATE_ROLLBACK_COMPLETE | failed: ROLLBACK_COMPLETE',
    ),
  ),
  weak(
    worded(
      'region-missing',
      'must specify a region | an AWS region is required | Missing region in config | could not find region configuration | Invalid endpoint: https:// | Region is missing | MissingRegion',
      'gi',
    ),
  ),
  weak(worded('push-rejected', '[remote rejected] | (non-fast-forward) | failed to push some refs to')),
  weak(
    worded(
      'state-locked',
      'acquiring the state lock | state data in S3 does not have the expected content | ConditionalCheckFailedException',
    ),
  ),
  weak(worded('wait-over', 'Max attempts exceeded | exceeded max wait time')),
  weak(
    worded(
      'no-capacity',
      'unable to place a task | has insufficient memory available | has insufficient CPU units available | RESOURCE:MEMORY | RESOURCE:CPU',
    ),
  ),
  weak(worded('image-not-local', 'No such image: | image does not exist locally')),
  weak(worded('not-a-clone', 'not a git repository')),
  weak({
    // Weak, as docker's socket and scripts without their execute bit say so too.
    symptom: 'file-refused',
    anchors: [
      'EACCES: permission',
      'EPERM: operation',
      '[Errno 13]',
      'ermission denied',
      'dubious ownership',
      ' are too open',
      'peration not permitted',
      'owned by someone else',
      'sudoers file',
      'are you root?',
      'must be run as root',
      'Access to the path',
      'insufficient permission for adding',
      'requires superuser',
      'sudo: a terminal',
      'sudo: a password',
      'java.io.FilePermission',
    ],
    pattern:
      /\b(?:EACCES: permission denied|EPERM: operation not permitted)|\[Errno 13\] Permission denied|(?:\/[^\s:]{0,300}|\bfile|\b(?:create|open|write|mkdir|remove|unlink|access|touch|copy|move)[^\n]{1,300}?)['"‘’)\]]?: [Pp]ermission denied|(?:^|\n)[\w./+-]{1,60}: [^\n]{1,300}: Permission denied(?=\s*(?:$|\n))|\b[Oo]peration not permitted\b|\bAccess to the path '[^'\n]{1,300}' is denied|\binsufficient permission for adding an object\b|\brequires superuser privileges?\b|sudo: a (?:terminal|password) is required|access denied \("java\.io\.FilePermission"|(?<!remote: )\bPermission denied(?=\s*(?:$|\n|\(1?3?\)|\(os error|\(you))|(?<=[Ee]rror: |Exception: |': )Permission denied(?=\s*(?:$|\n))|\b(?:bind|listen|socket|caused|exec|open|stat|mkdir|write|read|connect|chdir|unlinkat|l?chown|chmod|mount|access)\w{0,3}: permission denied(?=[."']?\s*(?:$|\n))|is owned by someone else|not in the sudoers file|\bare you root\?|must be run as root|detected dubious ownership|\bPermissions (?:0\d{3} )?for '[^'\n]{1,300}' are too open/g,
  }),
  weak({
    symptom: 'database-refused',
    anchors: [
      'Access denied for user',
      'authentication failed for',
      'Login failed for user',
      'pg_hba.conf',
      'permission denied for ',
      'must be owner of ',
      'must be superuser',
      'command denied to user',
      'permission was denied on the',
      'Access denied; you need',
      'insufficient privileges',
      'is not permitted to log in',
      'invalid username',
      'not authorized on ',
      'NOAUTH Auth',
      'WRONGPASS ',
      'SQL access control error',
    ],
    pattern:
      /\bpermission denied (?:for|to) (?:schema|table|relation|database|sequence|function|procedure|view|materialized view|language|tablespace|column|type|extension|create (?:database|role|extension)|set (?:parameter|role))\b|\bmust be (?:owner of|superuser)\b|\bcommand denied to user\b|\bpermission was denied on the (?:object|database)\b|\bAccess denied; you need\b|\bORA-\d{5}: (?:insufficient privileges|invalid username)|\bnot authorized on \w{1,60} to execute command\b|\bNOAUTH Authentication required|\bWRONGPASS invalid|\bSQL access control error\b|\bAccess denied for user '[^'\n]{0,80}'?|\bauthentication failed for (?:user|role)\b|\brole "[^"\n]{1,80}" is not permitted to log in|\b[Ii]nsufficient privileges to create schema|\bLogin failed for user '[^'\n]{0,80}'?|no pg_hba\.conf entry for/g,
  }),
  weak({
    symptom: 'cluster-rule',
    anchors: ['admission webhook', 'is forbidden: exceeded', 'is forbidden: violates'],
    pattern: /admission webhook "[^"\n]{1,200}" denied|is forbidden: (?:exceeded quota|violates )/g,
  }),
  weak(
    worded(
      'command-failed',
      'make: *** | Error saving credentials | did not complete successfully: exit code | returned a non-zero code: | Process completed with exit code | exited with error code',
    ),
  ),
];
