/**
 * Operations whose object is named inside a structure: the members that stand for the options of their names. Source: AWS CLI reference
 * (2026-11); Service Authorization Reference of each service.
 */

const NAMED_INSIDE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  amp: {
    'create-scraper': ['--source.eksConfiguration.clusterArn', '--destination.ampConfiguration.workspaceArn'],
  },
  appstream: {
    'batch-associate-user-stack': ['--user-stack-associations.StackName'],
    'batch-disassociate-user-stack': ['--user-stack-associations.StackName'],
  },
  codecommit: { 'create-pull-request': ['--targets.repositoryName'] },
  'codeguru-security': { 'batch-get-findings': ['--finding-identifiers.scanName'] },
  cur: { 'put-report-definition': ['--report-definition.ReportName'] },
  'devops-guru': { 'add-notification-channel': ['--config.Sns.TopicArn'] },
  drs: {
    'start-recovery': ['--source-servers.sourceServerID'],
    'start-source-network-recovery': ['--source-networks.sourceNetworkID'],
  },
  ec2: {
    'modify-instance-credit-specification': ['--instance-credit-specifications.InstanceId'],
  },
  es: { 'create-outbound-cross-cluster-search-connection': ['--source-domain-info.DomainName'] },
  forecast: { 'create-predictor': ['--input-data-config.DatasetGroupArn'] },
  'iotevents-data': {
    'batch-acknowledge-alarm': ['--acknowledge-action-requests.alarmModelName'],
    'batch-delete-detector': ['--detectors.detectorModelName'],
    'batch-disable-alarm': ['--disable-action-requests.alarmModelName'],
    'batch-enable-alarm': ['--enable-action-requests.alarmModelName'],
    'batch-put-message': ['--messages.inputName'],
    'batch-reset-alarm': ['--reset-action-requests.alarmModelName'],
    'batch-snooze-alarm': ['--snooze-action-requests.alarmModelName'],
    'batch-update-detector': ['--detectors.detectorModelName'],
  },
  ivs: { 'batch-start-viewer-session-revocation': ['--viewer-sessions.channelArn'] },
  opensearch: { 'create-outbound-connection': ['--local-domain-info.AWSDomainInformation.DomainName'] },
  quicksight: {
    'create-data-set': [
      '--physical-table-map.@values.RelationalTable.DataSourceArn',
      '--physical-table-map.@values.CustomSql.DataSourceArn',
      '--physical-table-map.@values.S3Source.DataSourceArn',
    ],
  },
  redshift: {
    'batch-delete-cluster-snapshots': [
      '--identifiers.SnapshotIdentifier',
      '--identifiers.SnapshotClusterIdentifier',
    ],
  },
  'resource-groups': { 'list-tag-sync-tasks': ['--filters.GroupArn', '--filters.GroupName'] },
  'route53-recovery-cluster': {
    'update-routing-control-states': ['--update-routing-control-state-entries.RoutingControlArn'],
  },
  'route53-recovery-control-config': {
    'update-safety-rule': ['--assertion-rule-update.SafetyRuleArn', '--gating-rule-update.SafetyRuleArn'],
  },
  sagemaker: {
    'register-devices': ['--devices.DeviceName'],
    'update-devices': ['--devices.DeviceName'],
  },
  'sagemaker-featurestore-runtime': { 'batch-get-record': ['--identifiers.FeatureGroupName'] },
  sesv2: { 'send-bulk-email': ['--default-content.Template.TemplateName'] },
  wafv2: { 'put-logging-configuration': ['--logging-configuration.ResourceArn'] },
  workspaces: {
    'create-standby-workspaces': ['--standby-workspaces.DirectoryId'],
    'create-workspaces': ['--workspaces.DirectoryId', '--workspaces.BundleId'],
    ...Object.fromEntries(
      ['reboot', 'rebuild', 'start', 'stop', 'terminate'].map((verb) => [
        `${verb}-workspaces`,
        [`--${verb}-workspace-requests.WorkspaceId`],
      ]),
    ),
  },
};

export function namedInside(service: string, operation: string): readonly string[] {
  const table = Object.hasOwn(NAMED_INSIDE, service) ? NAMED_INSIDE[service] : undefined;
  return table !== undefined && Object.hasOwn(table, operation) ? (table[operation] ?? []) : [];
}
