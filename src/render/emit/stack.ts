/** What a stack declares, as CloudFormation and the CDK alike spell it. */
import type { Tag } from '#account/ports.ts';

/** A policy, which is written as it is. */
export interface Document {
  readonly document: unknown;
}

/** The name of a resource of the same stack. */
export interface Reference {
  readonly ref: string;
}

/** Properties of a property. */
export interface Nested {
  readonly nested: Properties;
}

export type Properties = Readonly<Record<string, Property>>;
export type Property =
  | string
  | boolean
  | readonly (string | Reference)[]
  | Reference
  | Document
  | Nested
  | Tagged;

/** Tags, whose members CloudFormation and the CDK spell apart. */
export interface Tagged {
  readonly tags: readonly Tag[];
}

export type StackType =
  | 'AWS::IAM::RolePolicy'
  | 'AWS::IAM::ManagedPolicy'
  | 'AWS::IAM::Role'
  | 'AWS::ECR::Repository'
  | 'AWS::ECR::RegistryPolicy'
  | 'AWS::S3::BucketPolicy'
  | 'AWS::SecretsManager::ResourcePolicy';

export interface StackResource {
  readonly id: string;
  readonly type: StackType;
  readonly properties: Properties;
  /** It exists already: a stack takes it over first, and leaves it when it goes. */
  readonly isThere: boolean;
  readonly notes: readonly string[];
}

export interface Stack {
  readonly resources: readonly StackResource[];
  /** What is to be done elsewhere. */
  readonly notes: readonly string[];
}
