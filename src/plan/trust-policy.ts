/** Trust limited to this account and project. Source: CodeBuild User Guide, cross-service-confused-deputy-prevention. */
import type { Snapshot } from '#account/snapshot.ts';

export function trustStatement({ account, project }: Snapshot): object {
  return {
    Effect: 'Allow',
    Principal: { Service: 'codebuild.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': project.arn } },
  };
}

export function trustText(snapshot: Snapshot): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [trustStatement(snapshot)] }, null, 4);
}
