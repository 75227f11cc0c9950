#!/usr/bin/env bash
set -euo pipefail
REGION="${AWS_REGION:-us-east-2}"
INSTANCE_ID=$(aws ssm get-parameter --region "$REGION" --name /prod/instance-id --query Parameter.Value --output text)
PARAMS=$(jq -n --arg c "cd /srv && docker compose pull && docker compose up -d" '{commands: [$c]}')
COMMAND_ID=$(aws ssm send-command --region "$REGION" --document-name AWS-RunShellScript \
  --instance-ids "$INSTANCE_ID" --parameters "$PARAMS" --query Command.CommandId --output text)
for i in $(seq 1 60); do
  STATUS=$(aws ssm get-command-invocation --region "$REGION" --command-id "$COMMAND_ID" --instance-id "$INSTANCE_ID" --query Status --output text || echo Pending)
  case "$STATUS" in
    Success) exit 0 ;;
    Failed|Cancelled|TimedOut) exit 1 ;;
  esac
  sleep 5
done
exit 1
