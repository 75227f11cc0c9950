/**
 * What services of AWS and the tools that call them print that is no worded denial.
 * Source: messages of issue threads and documentation, 2014 to 2026; the troubleshooting pages of their guides.
 */
import { type SymptomWording, weak, worded } from './wording.ts';

/** Wordings of services of AWS. */
export const AWS_WORDINGS: readonly SymptomWording[] = [
  weak(worded('denied-without-detail', 'not authorized to | not authorised to | has been denied by', 'gi')),
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
      'Errors::Forbidden',
      'Status Code: 403',
    ],
    pattern:
      /Access ?Denied|AccessDenied(?:Exception)?|UnauthorizedOperation|AuthorizationError(?:Exception)?|Access denied(?! for user)|Forbidden: (?:Forbidden|null)|\(Forbidden\) ?null|S3::Errors::Forbidden|\(Service: [\w ]{1,40}[,;] Status Code: 403\b|\((?:403|ForbiddenException)\) when calling/g,
  },
  weak(
    worded(
      'denied-without-detail',
      'permissions error | the permissions required to | does not give you permission | does not have the codebuild: | Encoded authorization failure message | Not authorized for images | Make sure that the pipeline IAM role has sufficient permissions | not grant permission to | missing the following permissions | All access to this object has been disabled | Roles may not be assumed by root accounts | UnauthorizedException | NotAuthorizedException | InsufficientPrivileges | has permission to | not permitted by your | not allowed by your | configure your service with a valid access role | Cross-account pass role is not allowed',
      'gi',
    ),
  ),
  weak({
    // Somebody has not the permissions, of whatever kind and for whatever.
    symptom: 'denied-without-detail',
    anchors: ['permission', 'privileges', ' have rights', ' have the right', ' the rights to'],
    pattern:
      /\b(?:(?:has |have )?insufficient|(?:do|does|did|is|are)(?: not|n['’]t) (?:appear to |seem to )?have|have|lack(?:s|ing)?|(?:is|are|was|were) missing)(?:[ \n][\w:*/.'"`-]{1,40}){0,4}?[ \n](?:permissions?|privileges|rights? to)\b(?! since the region is disabled)/gi,
  }),
  weak({
    // The CDK, of a bucket; where there may be no such thing, nobody was refused.
    symptom: 'denied-without-detail',
    anchors: [' have access to'],
    pattern:
      /(?<! or (?:you|we|they) )\b(?:do|does|did)(?: not|n['’]?t) (?:appear to |seem to )?have access to(?! (?:the |an? )?(?:internet|network|docker|gpu|tty)\b)/gi,
  }),
  weak({
    // API Gateway
    symptom: 'denied-without-detail',
    anchors: ['"message":"Forbidden', '"message": "Forbidden', '"message":"Unauth', '"message": "Unauth'],
    pattern: /"[Mm]essage" ?: ?"(?:Forbidden|Unauthorized)"/g,
  }),
  weak({
    symptom: 'denied-without-detail',
    anchors: ['does not have '],
    pattern:
      /\bdoes not have (?:the )?(?:[a-z0-9-]{2,40}:[A-Za-z*]{2,80}|[A-Z]\w{2,30} [A-Z][A-Za-z]{3,60}) permission/g,
  }),
  {
    symptom: 'denied-without-detail',
    anchors: ['Access to the resource '],
    pattern: /Access to the resource (?<url>https?:\/\/[^\s"]{1,300}) is denied/g,
  },
  worded(
    'denied-without-detail',
    'Failed to get access token from {connection} | ensure the role can perform the',
  ),
  worded(
    'role-not-assumable',
    'unable to assume the configured ECS Infrastructure Role | function cannot be assumed by Lambda | Unable to assume role and validate',
  ),
  {
    symptom: 'role-not-assumable',
    anchors: [
      'cannot be assumed',
      'to assume ',
      'not assume the ',
      'to perform AssumeRole on',
      'in assuming ',
      ' not trust ',
      "doesn't trust ",
    ],
    pattern:
      /\brole\b[^\n]{0,100}? does(?: not|n['’]t) trust\b|\berror in assuming (?:[\w-]{1,30} ){0,3}role\b|\b(?:could|can) ?not assume the (?:[\w-]{1,30} ){0,2}(?:execution|service|access|task|instance|target|infrastructure|deployment|action) role\b|\brole[^\n]{0,300}?(?:is invalid or cannot|cannot) be assumed|\b(?:unable|not authorized|permissions required|not have permission|is not able) to (?:assume (?!the service[- ]linked)(?:[\w-]{1,30} ){0,4}?role|perform AssumeRole on (?:\w{1,20} )?role)\b/gi,
  },
  worded('denied-without-detail', 'with an explicit deny in', 'gi'),
  {
    // Of a file system. Source: CodeBuild User Guide, sample-efs troubleshooting.
    symptom: 'denied-without-detail',
    anchors: ['failed. permission denied'],
    pattern: /mounting '[^'\n]{1,200}' failed\. permission denied/g,
  },
  worded('identity-provider-missing', 'No OpenIDConnect provider found'),
  worded('source-denied', 'Unable to use Connection: {connection}'),
  worded('source-denied', 'not authorized to access connection {connection}'),
  worded(
    'lambda-image-address',
    'Source image {image} is not valid | Image repository must be in the same account',
  ),
  worded(
    'lambda-image-denied',
    'Lambda does not have permission to access the ECR image | does not have permission to access the specified image | ImageAccessDenied',
  ),
  weak(
    worded('task-secret-failed', 'unable to retrieve secret from asm | unable to get registry auth from asm'),
  ),
  weak(worded('task-parameter-failed', 'unable to retrieve secrets from ssm')),
  worded('public-region', 'GetAuthorizationToken command is only supported in us-east-1'),
  {
    symptom: 'public-region',
    anchors: ['api.ecr-public.'],
    pattern: /api\.ecr-public\.(?!us-east-1\.)[a-z0-9-]{4,30}\.amazonaws\.com/g,
  },
  worded('assume-role-failed', "could not be used to assume '{role}'"),
  weak(
    worded(
      'assume-role-failed',
      'could not assume role | could not assume the role | cannot assume role | failed to assume role | failed to assume the role | error assuming role | error assuming the role',
      'gi',
    ),
  ),
  worded(
    'key-denied',
    'ciphertext refers to a customer master key | Access to KMS is not allowed | KMS key does not exist or is not allowed | KMSAccessDenied | EncryptionKeyAccessDenied | EncryptionKeyNotFound',
    'gi',
  ),
  {
    symptom: 'key-denied',
    anchors: [
      'KMS access was denied',
      'the KMS key',
      'specified KMS key',
      'provided KMS key',
      'KMS key not',
      'KMS key does',
      'KMS key is',
      'KMS key arn:',
      'KMSKeyNotAccessible',
      'protected secret text',
    ],
    pattern:
      /\bKMS access was denied|\bKMS key\b[^\n]{0,160}?(?:does not exist|not found|not accessible|access denied|to access it|is invalid for \w)|\bKMSKeyNotAccessible\w{0,20}|can['’]t decrypt the protected secret text/gi,
  },
  {
    // By the names that services give the states of keys, and in their words.
    symptom: 'key-unusable',
    anchors: [
      'InvalidKMSKey',
      'KMSKeyInvalid',
      'KMSKeyDisabled',
      'KMSInvalid',
      'KMSDisabled',
      'KMSUnavailable',
      'the KMS key',
      'KMS key is',
      'KMS key provided',
      'KMS key arn:',
    ],
    pattern:
      /\bInvalidKMSKey\.\w{3,30}|\bKMS(?:Key)?(?:InvalidState|Disabled|InvalidKeyUsage|Unavailable)\w{0,20}|\bKMS key\b[^\n]{0,80}?(?:an? (?:incorrect|invalid) state|is disabled|is not enabled|pending deletion|pending import)/gi,
  },
  {
    // Of Terraform, which names what it could not make below.
    symptom: 'cluster-denied',
    anchors: ['Error: Unauthorized'],
    pattern: /\bError: Unauthorized\s[^"]{0,300}in resource "(?:kubernetes|helm|kubectl)_/g,
  },
  worded('lake-formation-denied', 'Insufficient Lake Formation permission'),
  worded(
    'cluster-denied',
    'must be logged in to the server | asked for the client to provide credentials | is forbidden: User | Forbidden (user= | raw REST client: Unauthorized',
  ),
  {
    symptom: 'cluster-denied',
    anchors: ['UPGRADE FAILED: ', 'INSTALLATION FAILED: ', 'ROLLBACK FAILED: '],
    pattern: /\b(?:UPGRADE|INSTALLATION|ROLLBACK) FAILED: [^\n]{0,300}: Unauthorized\b/g,
  },
  worded(
    'credentials-expired',
    'included in the request is expired | SSO session associated with this profile has expired | Error loading SSO Token | ExpiredToken | RequestExpired | Token has expired and refresh failed | Session token not found or invalid | refresh cached SSO token | unable to refresh SSO token | access token has expired | Bearer Token has expired | Request has expired | Token expired: current date',
  ),
  worded(
    'credentials-missing',
    'Unable to locate credentials | Partial credentials found in | Missing credentials in config | NoCredentialProviders | NoCredentialsError | CredentialsEndpointError | Could not load credentials | Could not find credentials matching {helper} | no valid credential sources | CredentialsProviderError | included in the request is invalid | InvalidClientTokenId | UnrecognizedClientException | SignatureDoesNotMatch | request signature we calculated does not match | InvalidAccessKeyId | Access Key Id you provided does not exist | The config profile | provided access credentials | Unable to load credentials from | Unable to load AWS credentials | get IAM security credentials | without credentials set | MissingAuthenticationToken | Missing Authentication Token | no credentials have been configured | Unable to resolve AWS account to use | the current credentials are for | provider credentials not found | trying to authenticate with OIDC | CredentialRetrievalError | Error when retrieving credentials from | MultiFactorAuthentication failed | Credentials could not be loaded | ACTIONS_ID_TOKEN_REQUEST_URL | failed retrieving via all available methods | MissingCredentials | reach credentials server | no EC2 IMDS role found | find AWS credentials in | CredentialsNotLoaded | did not include credential process | no providers in chain provided credentials | credential provider was not enabled | Error retrieving credentials from | unable to discover AWS AccessKeyID | provided token is malformed',
    'gi',
  ),
  {
    // sbt says so of a registry, which it names in brackets.
    symptom: 'credentials-missing',
    anchors: ['Unable to find credentia'],
    pattern: /\bUnable to find credentials(?! for \[)/gi,
  },
  weak(
    worded(
      'credentials-missing',
      'InvalidSignatureException | IncompleteSignature | getting credentials: exec | Error: No credentials',
    ),
  ),
  worded(
    'quota-reached',
    'AccountLimitExceeded | ServiceQuotaExceeded | ResourceLimitExceeded | quota exceeded',
  ),
  // Of images in a repository its sentence says more.
  weak(worded('quota-reached', 'LimitExceededException')),
  worded(
    'key-unusable',
    'EncryptionKeyDisabled | EncryptionKeyUnavailable | KMS.DisabledException | (DisabledException) | key is disabled | KMSInvalidState | KMS.NotFoundException | key is pending deletion | is pending deletion.',
  ),
  worded(
    'bucket-elsewhere',
    'must be addressed using the specified endpoint | PermanentRedirect | MovedPermanently | (301) when calling the | BucketRegionError | incorrect region, the bucket is not in | bucket is in this region: | AuthorizationHeaderMalformed | IllegalLocationConstraint',
  ),
  worded(
    'parameter-missing',
    'ParameterNotFound | parameter does not exist | (ParameterVersionNotFound)',
    'gi',
  ),
  worded(
    'secret-missing',
    "can't find the specified secret | (ResourceNotFoundException) when calling the GetSecretValue | secret because it was marked for deletion",
  ),
];
