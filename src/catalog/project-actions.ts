/** Actions that CodeBuild calls for a project's log and reports. Source: CodeBuild User Guide, setting-up-service-role and test-permissions. */

/** On the group itself. */
export const LOG_GROUP_ACTION = 'logs:CreateLogGroup';

/** On the streams of the group. */
export const LOG_STREAM_ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'] as const;

export const REPORT_ACTIONS = [
  'codebuild:CreateReportGroup',
  'codebuild:CreateReport',
  'codebuild:UpdateReport',
  'codebuild:BatchPutTestCases',
  'codebuild:BatchPutCodeCoverages',
] as const;

/** What CodeBuild does to a project as the role of its batches. Source: CodeBuild User Guide, batch-build. */
export const BATCH_ACTIONS = ['codebuild:StartBuild', 'codebuild:StopBuild', 'codebuild:RetryBuild'] as const;
