/**
 * API Gateway is authorised by the HTTP method and the path of each request. Source: API Gateway Developer Guide,
 * api-gateway-iam-policy-examples; the paths are those of the services' API models.
 */
import { once } from '#basics/remember.ts';
import { actionOf } from '../actions.ts';
import data from '../data/apigateway.json' with { type: 'json' };
import { call, type CatalogCall, type CatalogService } from './call.ts';
import { operationName } from './names.ts';

export const APIGATEWAY = service(data.apigateway);
export const APIGATEWAYV2 = service(data.apigatewayv2);

function service(paths: Readonly<Record<string, string>>): CatalogService {
  const operations = once(() => operationsOf(paths));
  return {
    prefix: 'apigateway',
    get operations() {
      return operations();
    },
  };
}

function operationsOf(
  paths: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly CatalogCall[]>> {
  // What has an action of its own is no method on a path: portals, routing rules.
  const methods = Object.entries(paths).filter(
    ([operation]) => actionOf('apigateway', operationName(operation)) === null,
  );
  const operations = methods.map(([operation, request]) => {
    const [method = '', path = ''] = request.split(' ');
    return [
      operation,
      [call(`apigateway:${method}`, `arn:{partition}:apigateway:{region}::${path}`)],
    ] as const;
  });
  return Object.fromEntries(operations);
}
