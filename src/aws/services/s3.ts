/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';

export const Client = S3Client;

export const commands = {
  GetBucketTagging: GetBucketTaggingCommand,
  GetObject: GetObjectCommand,
  GetBucketPolicy: GetBucketPolicyCommand,
};
