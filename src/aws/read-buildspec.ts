/** A buildspec that lies in S3. Source: CodeBuild User Guide, build-spec-ref: an object ARN in place of a path. */
import { absent, type Known, known } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';

/** Far more than any buildspec; what lies beyond is not read. */
const BOUND = 1024 * 1024;

export async function readBuildspec({ read }: Connection, buildspec: string | null): Promise<Known<string>> {
  const arn = parseArn(buildspec?.trim() ?? '');
  if (arn?.service !== 's3') return absent;
  const [bucket = '', ...key] = arn.resource.split('/');
  const answer = await read('s3', 'GetObject', {
    Bucket: bucket,
    Key: key.join('/'),
    Range: `bytes=0-${BOUND - 1}`,
  });
  if (!answer.ok) return asKnown(`buildspec \`${buildspec}\``, answer);
  return known(((await answer.value.Body?.transformToString('utf-8')) ?? '').slice(0, BOUND));
}
