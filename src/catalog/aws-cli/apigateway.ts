/**
 * API Gateway is authorised by the HTTP method and the path of each request. Source: API Gateway Developer Guide,
 * api-gateway-iam-policy-examples; the paths are those of the services' API models.
 */
import data from '../data/apigateway.json' with { type: 'json' };
import { call, type CatalogService } from './call.ts';

export const APIGATEWAY = service(data.apigateway);
export const APIGATEWAYV2 = service(data.apigatewayv2);

function service(paths: Readonly<Record<string, string>>): CatalogService {
  const operations = Object.entries(paths).map(([operation, request]) => {
    const [method = '', path = ''] = request.split(' ');
    return [
      operation,
      [call(`apigateway:${method}`, `arn:{partition}:apigateway:{region}::${path}`)],
    ] as const;
  });
  return { prefix: 'apigateway', operations: Object.fromEntries(operations) };
}
