#! /bin/bash
SHA1=$1
EB_BUCKET=$2
ENVIRONMENT=$3
FILE=$SHA1-Dockerrun.aws.json
aws configure set default.region $AWS_REGION
sed "s/<TAG>/$SHA1/" < Dockerrun.aws.json.template > $FILE
cat config/nginx.conf | envsubst '$URL' >tmp
mv tmp config/nginx.conf
aws s3 cp $FILE s3://$EB_BUCKET/$FILE
aws elasticbeanstalk create-application-version --application-name dashboard \
  --version-label $SHA1 --source-bundle S3Bucket=$EB_BUCKET,S3Key=$FILE
aws elasticbeanstalk update-environment --environment-name $ENVIRONMENT --version-label $SHA1
