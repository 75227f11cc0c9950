/** Names of the AWS CLI beside those of the API. */

/** `get-login-password` → `GetLoginPassword`. IAM does not mind the letter case of what this gets wrong (`Db`, `Api`). */
export function operationName(command: string): string {
  return command
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
