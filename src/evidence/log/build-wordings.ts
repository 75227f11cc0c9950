/**
 * What a failed build prints of its source, its commands and its machine.
 * Source: messages of issue threads and documentation, 2014 to 2026; CodeBuild User Guide, troubleshooting.
 */
import { PHASE_WORDINGS } from './phase-wordings.ts';
import { type SymptomWording, weak, worded } from './wording.ts';

/** Wordings of CodeBuild, of git and of the build machine. */
export const BUILD_WORDINGS: readonly SymptomWording[] = [
  worded('log-stream-denied', 'does not allow AWS CodeBuild to create Amazon CloudWatch Logs'),
  worded(
    'image-pull-failed',
    "Unable to pull customer's container image | BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE",
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
    "repository not found for primary source | reference not found for primary source | repository not found for secondary source | reference not found for secondary source | remote: Repository not found | The project you were looking for could not be found | ERROR: Repository not found | couldn't find remote ref | fatal: repository '{url}' not found | Remote branch {branch} not found",
    'gi',
  ),
  weak(
    worded(
      'source-failed',
      'for primary source | for secondary source | Unable to clone repository due to | upload the contents of the AWS CodeCommit repository failed',
    ),
  ),
  worded(
    'buildspec-invalid',
    'YAML_FILE_ERROR | YAML file does not exist | wrong number of container tags | Expected Commands[ | requires selecting at least one runtime version | Unknown runtime version | Invalid buildspec phase',
  ),
  {
    // Of a batch build, which reads the buildspec before it has builds.
    symptom: 'buildspec-invalid',
    anchors: ['cannot unmarshal !!'],
    pattern: /\bDOWNLOAD_(?:SOURCE|BATCHSPEC)\b[^\n]{0,200}cannot unmarshal !!/g,
  },
  worded(
    'no-artifacts-found',
    'no matching artifact paths found | no matching base directory path found',
    'gi',
  ),
  weak(
    worded(
      'command-failed',
      'COMMAND_EXECUTION_ERROR | Command did not exit successfully | Command failed with exit status',
    ),
  ),
  worded(
    'source-refused',
    'required privilege scopes | fetching runner token | HTTP Basic: Access denied | Host key verification failed | Support for password authentication was removed | access token for server type | No Access token found | terminal prompts disabled',
  ),
  worded(
    'source-refused',
    'authentication required for primary source | authentication required for secondary source | could not read Username for | could not read Password for | Invalid username or password | Invalid username or token',
    'gi',
  ),
  worded('source-refused', 'Permission to {repository} denied to'),
  // Of CodeBuild, which makes the webhook with the credentials of the source.
  worded('source-refused', 'webhook. Repository not found or | have the permission to create webhook'),
  {
    // ssh, with the ways to log in that were tried
    symptom: 'source-refused',
    anchors: ['Permission denied ('],
    pattern: /\bPermission denied \((?:publickey|password|keyboard-interactive|gssapi|hostbased)/g,
  },
  {
    // git-lfs
    symptom: 'source-refused',
    anchors: ['batch response: '],
    pattern:
      /\bbatch response: (?:Invalid deploy key|Auth(?:entication|orization) (?:required|error)|Bad credentials|Forbidden|Unauthorized|Permission|You must have|Fatal error: Server error: [^\n]{0,200}\b40[13])/g,
  },
  {
    // What a git server says to whoever asks.
    symptom: 'source-refused',
    anchors: [
      'remote: Invalid',
      'remote: Unauth',
      'remote: Forbidden',
      'remote: Access denied',
      'remote: Permission',
      'remote: You are not',
      "remote: You don't",
      'remote: You do not',
    ],
    pattern:
      /\bremote: (?:Invalid credentials|Unauthori[sz]ed|Forbidden|Access denied|Permission (?:denied|to)|You (?:are not|do not|don['’]t) (?:allowed|authori[sz]ed|permitted|have (?:permission|access)))/gi,
  },
  worded('source-missing', 'upload-pack: not our ref | no such remote ref | but it did not contain {commit}'),
  // Git says so whatever the reason, and names it above where it knows it.
  weak(
    worded(
      'source-missing',
      'make sure you have the correct access rights | Could not read from remote repository | into submodule path',
    ),
  ),
  worded('source-refused', "Authentication failed for '{url}'"),
  // Of CodePipeline, whose access to the provider ended.
  worded(
    'source-refused',
    'Unable to connect to the GitHub repository | Could not access the GitHub repository | access token might be invalid | reconnect your pipeline to | been given access to use GitHub',
  ),
  worded(
    'source-refused',
    "unable to access '{url}': The requested URL returned error: 403 | unable to access '{url2}': The requested URL returned error: 401",
  ),
  ...PHASE_WORDINGS,
  worded(
    'source-refused',
    'Write access to repository not granted | EGITNOPERMISSION | RPC failed; HTTP 403 | RPC failed; HTTP 401',
  ),
];
