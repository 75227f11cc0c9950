/** Asks for the code of a device for multi-factor authentication, as the AWS CLI does; Ctrl-C gives none. */
import { safeLine } from '#render/terminal-text.ts';
import { askLine } from './ask.ts';

export async function askCode(device: string): Promise<string | null> {
  const code = await askLine(`Enter MFA code for ${safeLine(device)}: `, { hidden: true });
  return code === null || code.trim() === '' ? null : code.trim();
}
