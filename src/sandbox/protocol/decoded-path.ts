/** A part of a request's path, decoded. */
import { AwsError } from '../operation.ts';

/** Refused as AWS refuses a path whose percent escapes are none; the code is the service's own. */
export function decodedPath(text: string, code: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError(code, "Couldn't parse the specified URI.", 400);
  }
}
