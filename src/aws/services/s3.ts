/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  PutBucketPolicyCommand,
  DeleteBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';

export const Client = S3Client;

export const commands = {
  PutBucketPolicy: PutBucketPolicyCommand,
  DeleteBucketPolicy: DeleteBucketPolicyCommand,
  GetBucketTagging: GetBucketTaggingCommand,
  GetObject: GetObjectCommand,
  GetBucketPolicy: GetBucketPolicyCommand,
};
