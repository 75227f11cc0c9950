/** What tells of a text in a form that is not followed that it may call AWS. */
export const MARKS: readonly (readonly [mark: RegExp, what: string])[] = [
  [/(?:^|[\s(&|='"])(?:aws|docker|podman)(?:\.exe)?\s+[\w-]/i, 'a command of `aws` or `docker`'],
  [/\.dkr[.-]ecr[.-]/, 'an address of ECR'],
  [/\barn:aws[\w-]*:/, 'an ARN'],
  [/\bs3:\/\//, 'a place in S3'],
];
