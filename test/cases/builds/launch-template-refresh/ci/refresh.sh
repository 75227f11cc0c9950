#!/bin/bash
set -e
TEMPLATE=$1
GROUP=$2
WARMUP=$3
AMI=$(aws ec2 describe-images --owners self --filters "Name=tag:role,Values=app" --query 'sort_by(Images,&CreationDate)[-1].ImageId' --output text)
ID=$(aws ec2 describe-launch-templates --launch-template-names "$TEMPLATE" | jq -r '.LaunchTemplates[0].LaunchTemplateId')
aws ec2 create-launch-template-version --launch-template-id "$ID" --source-version '$Latest' --launch-template-data "{\"ImageId\":\"$AMI\"}"
aws autoscaling start-instance-refresh --auto-scaling-group-name "$GROUP" --preferences "{\"InstanceWarmup\": $WARMUP}"
aws autoscaling describe-instance-refreshes --auto-scaling-group-name "$GROUP"
