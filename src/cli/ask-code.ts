/** Asks for the code of a device for multi-factor authentication, as the AWS CLI does; Ctrl-C gives none. */
export async function askCode(device: string): Promise<string | null> {
  const { isCancel, password } = await import('@clack/prompts');
  const answer = await password({ message: `Enter MFA code for ${device}:`, output: process.stderr });
  return isCancel(answer) || answer.trim() === '' ? null : answer.trim();
}
