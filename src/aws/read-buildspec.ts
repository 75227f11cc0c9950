/** A buildspec that lies in S3. Source: CodeBuild User Guide, build-spec-ref: an object ARN in place of a path. */
import { type BuildspecFile, type Known, known, type Snapshot } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';

/** Far more than any buildspec; what lies beyond is not read. */
const BOUND = 1024 * 1024;

/** By ARN; empty where none of the settings names an object. */
export async function readBuildspecs(
  connection: Connection,
  settings: readonly (string | null)[],
): Promise<Snapshot['buildspecFiles']> {
  const arns = [...new Set(settings.flatMap((setting) => arnOf(setting) ?? []))];
  const files = await Promise.all(
    arns.map(async (arn) => [arn, await readBuildspec(connection, arn)] as const),
  );
  return Object.fromEntries(files);
}

function arnOf(setting: string | null): string | null {
  const text = setting?.trim() ?? '';
  return parseArn(text)?.service === 's3' ? text : null;
}

async function readBuildspec({ read }: Connection, arn: string): Promise<Known<BuildspecFile>> {
  const [bucket = '', ...key] = parseArn(arn)?.resource.split('/') ?? [];
  const answer = await read('s3', 'GetObject', {
    Bucket: bucket,
    Key: key.join('/'),
    Range: `bytes=0-${BOUND - 1}`,
  });
  if (!answer.ok) return asKnown(`buildspec \`${arn}\``, answer);
  const text = ((await answer.value.Body?.transformToString('utf-8')) ?? '').slice(0, BOUND);
  return known({ text, version: answer.value.VersionId ?? null });
}
