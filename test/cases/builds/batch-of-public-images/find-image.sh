#!/bin/bash
REPO=$1
TAG=$2
if [[ "$3" == "-p" ]]; then
  FOUND="$(aws ecr-public describe-image-tags --repository-name=$REPO --region us-east-1 --query "imageTagDetails[?imageTag=='$TAG'].imageTag" --output text 2>/dev/null)"
else
  FOUND="$(aws ecr describe-images --repository-name=$REPO --image-ids=imageTag=$TAG 2>/dev/null)"
fi
if [ -n "$FOUND" ]; then
  echo "$REPO:$TAG is there"
  aws codebuild stop-build --id $CODEBUILD_BUILD_ID
fi
