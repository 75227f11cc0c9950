/** IAM Toolbox, the preview that tells why a call was denied. Source: facts 3.4, 8.1 [AUTHID, BOTO iam-toolbox]. */
import { z } from 'zod';
import { decodedPath } from '../protocol/decoded-path.ts';
import { readInput } from '../input.ts';
import { AwsError, type Call, type RestOperation, type RestRequest, type Service } from '../operation.ts';
import { regionOf } from '../world.ts';
import { KEPT_FOR_MS } from './state.ts';

const PATH = /^\/authorization-details\/([^/]+)$/;

function route({ method, url }: RestRequest): RestOperation {
  const [, id = ''] = PATH.exec(url.pathname) ?? [];
  const operation = method === 'GET' ? 'GetRequestAuthorizationDetails' : `${method} ${url.pathname}`;
  return { operation, input: { authorizationId: decodedPath(id, 'ValidationException') } };
}

/** Regional, of the caller's own account, and kept for a day. */
function getDetails(call: Call): object {
  const schema = z.object({ authorizationId: z.string().regex(/^[0-9a-z]+$/) });
  const { authorizationId } = readInput(schema, call.input, 'ValidationException');
  call.authorize({ action: 'iam:GetRequestAuthorizationDetails', resource: '*' });
  const kept = regionOf(call.world, call.account, call.region).denials.get(authorizationId);
  if (kept === undefined || call.now.getTime() - kept.at.getTime() > KEPT_FOR_MS) {
    throw new AwsError(
      'ResourceNotFoundException',
      'The requested authorization details do not exist in this region or have expired.',
      404,
    );
  }
  return kept.details;
}

export const iamToolboxService: Service = {
  name: 'iam-toolbox',
  signingName: 'iam',
  protocol: { kind: 'rest-json', path: PATH, route },
  operations: { GetRequestAuthorizationDetails: getDetails },
};
