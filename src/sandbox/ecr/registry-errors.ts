/** The registry's refusals as OCI bodies. Source: facts 4.9 [OCI, E-ERR]. */
import { AwsError } from '../operation.ts';

interface OciCode {
  readonly code: string;
  readonly status: number;
}

/** What the API calls an error, and what the registry makes of it. */
const OCI_CODES: Readonly<Record<string, OciCode>> = {
  AccessDenied: { code: 'DENIED', status: 403 },
  RepositoryNotFoundException: { code: 'NAME_UNKNOWN', status: 404 },
  ImageNotFoundException: { code: 'MANIFEST_UNKNOWN', status: 404 },
  ImageTagAlreadyExistsException: { code: 'TAG_INVALID', status: 400 },
  ImageDigestDoesNotMatchException: { code: 'DIGEST_INVALID', status: 400 },
  InvalidParameterException: { code: 'UNSUPPORTED', status: 405 },
  ReferencedImagesNotFoundException: { code: 'MANIFEST_BLOB_UNKNOWN', status: 404 },
  LayersNotFoundException: { code: 'MANIFEST_BLOB_UNKNOWN', status: 404 },
  LayerInaccessibleException: { code: 'BLOB_UNKNOWN', status: 404 },
  UploadNotFoundException: { code: 'BLOB_UPLOAD_UNKNOWN', status: 404 },
  InvalidLayerException: { code: 'DIGEST_INVALID', status: 400 },
  InvalidLayerPartException: { code: 'BLOB_UPLOAD_INVALID', status: 416 },
  KmsException: { code: 'UNKNOWN', status: 400 },
  EmptyUploadException: { code: 'BLOB_UPLOAD_INVALID', status: 400 },
};

/** An error of the registry's own, or of a fault, keeps its code and status. */
export function asOciError(error: unknown): AwsError {
  if (!(error instanceof AwsError)) {
    const message = error instanceof Error ? error.message : String(error);
    return new AwsError('UNKNOWN', `Internal error: ${message}`, 500);
  }
  const known = Object.hasOwn(OCI_CODES, error.code) ? OCI_CODES[error.code] : undefined;
  return known === undefined ? error : new AwsError(known.code, error.message, known.status);
}

/** A HEAD has no body, so its reason is lost; Hono drops it. */
export function refusal(error: AwsError): Response {
  return new Response(JSON.stringify({ errors: [{ code: error.code, message: error.message }] }), {
    status: error.status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}

export const unauthorized = (): AwsError => new AwsError('UNAUTHORIZED', 'authentication required', 401);
export const expired = (): AwsError =>
  new AwsError('DENIED', 'Your authorization token has expired. Reauthenticate and try again.', 403);
export const unsupported = (): AwsError => new AwsError('UNSUPPORTED', 'The operation is unsupported.', 405);
