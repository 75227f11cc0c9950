/** An account beside the project's own, and whose credentials open it. */
export interface NamedAccount {
  readonly account: string;
  readonly by: { readonly profile: string } | { readonly roleArn: string };
}

/** As it is typed after `--account`. */
export const accountOption = ({ account, by }: NamedAccount): string =>
  `${account}=${'profile' in by ? by.profile : by.roleArn}`;
