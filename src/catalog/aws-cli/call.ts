/** How the catalog writes down what a command of the AWS CLI calls. */

/** Templates that stand for the derived ones of a resource type. */
export type TypeTemplates = Readonly<Record<string, readonly string[]>>;

/** One action of a command, and the resources it is on. */
export interface CatalogCall {
  readonly action: string;
  /**
   * ARN templates, the first that the command's options fill being taken: `{--name}` is an option's value, `{partition}`, `{region}` and
   * `{account}` are the call's. An option's value that is an ARN itself stands for the whole template. `--code.S3Bucket` is a member of
   * a structure, `--target.A.B` one of a structure in it, `--items.@keys` the names of a map's members; the call is made for each item
   * of a list of structures. Or `*`. `{--key|…}` is named anew by each build: of a name that is not known the rest may be anything.
   */
  readonly on: readonly string[];
  /** Called only when this option is given. */
  readonly when?: string;
  /** Not called when one of these options is given. */
  readonly unless?: readonly string[];
  /** What a member of a structure is where an item leaves it out. */
  readonly otherwise?: Readonly<Record<string, string>>;
}

export interface CatalogService {
  /** The IAM prefix, where it is not the command's name. */
  readonly prefix?: string;
  /** Templates of its resource types, by the type's name in the reference, where the derived ones do not tell. */
  readonly resources?: TypeTemplates;
  /** The option that names another account than the caller's as the resource's owner. */
  readonly owner?: string;
  /** Options that say no more with this value than when they are left out. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Operations without resource-level support; a `*` at the end stands for any rest. */
  readonly everywhere?: readonly string[];
  /** Operations that call other actions than their name says, or several. No calls: none that IAM decides on. */
  readonly operations?: Readonly<Record<string, readonly CatalogCall[]>>;
  /** The option that an operation's one operand stands for. */
  readonly operands?: Readonly<Record<string, string>>;
  /** What else an operation leads to that its command line does not tell, by an option that leads to it, or unless one rules it out. */
  readonly beyond?: Readonly<Record<string, Pick<CatalogCall, 'when' | 'unless'> & { readonly why: string }>>;
}

export const regional = (service: string, resource: string) =>
  `arn:{partition}:${service}:{region}:{account}:${resource}`;

export const call = (action: string, ...on: readonly string[]): CatalogCall => ({ action, on });

export const when = (option: string, action: string, ...on: readonly string[]): CatalogCall => ({
  action,
  on,
  when: option,
});

/** A role handed to a service. */
export const passRole = (option: string): CatalogCall => when(option, 'iam:PassRole', `{${option}}`);
