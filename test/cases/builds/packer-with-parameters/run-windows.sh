#!/usr/bin/env bash
set -e
aws s3 cp s3://${ARTIFACT_BUCKET}/windows/vars.json ./vars.json
export BRANCH=$(git rev-parse --abbrev-ref HEAD)
packer version
packer build -var-file=vars.json windows/base.json
