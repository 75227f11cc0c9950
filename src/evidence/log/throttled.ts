/** Who answered that there were too many calls: a registry, or an API that has nothing to do with images. */

const REACH = 300;

/** An API of AWS by its SDKs and its codes, and GitHub's. Source: the AWS services' references, common errors; GitHub REST API, rate limits. */
const OF_AN_API =
  /\bwhen calling the \w{2,80} operation|\boperation error [\w -]{1,60}: \w|\(Service: |Throttl|\bRequest ?Limit ?Exceeded|TooManyRequestsException|SlowDown|reduce your request rate|\bRate exceeded|API rate limit exceeded|secondary rate limit|GitHub API limit/i;

/** A registry's own words, and the calls that ECR counts as one. Source: Amazon ECR API reference, actions; OCI distribution specification, error codes. */
const OF_A_REGISTRY =
  /toomanyrequests(?!Exception)|Too Many Requests|\bpull rate limit|\bECR\b|\.ecr[.-]|[.-]ecr\.|\b(?:GetAuthorizationToken|(?:Batch)?GetImage|PutImage|DescribeImages|ListImages|DescribeRepositories|CreateRepository|BatchCheckLayerAvailability|GetDownloadUrlForLayer|(?:Initiate|Complete)LayerUpload|UploadLayerPart|BatchImportUpstreamImage)\b/i;

/** Whether the words around a place of a cleaned text, in its line and the next, name no registry, and an API instead. */
export function isThrottledCall(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - REACH), start);
  // What stands at the beginning of a line may go on from the one before.
  const line = before.slice(before.trimEnd().lastIndexOf('\n') + 1);
  const lines = text.slice(start, end + REACH).split('\n', 2);
  const words = `${line}${lines.join(' ')}`;
  // A terminal may have broken a name.
  const whole = `${line}${lines.map((one) => one.trimEnd()).join('')}`;
  return OF_AN_API.test(words) && !OF_A_REGISTRY.test(words) && !OF_A_REGISTRY.test(whole);
}
