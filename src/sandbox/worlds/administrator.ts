/** The administrator of an account, who makes what a world's description says. */
import { type AwsAnswer, callJson, type Connection } from '../clients/aws-call.ts';
import { callQuery } from '../clients/aws-query-call.ts';
import type { Members } from '../clients/members.ts';
import type { World } from '../world.ts';

/** A call that was refused, in words for whoever wrote the world. */
export class Refused extends Error {}

/** An administrator's calls, which throw what is refused. */
export interface Administrator {
  readonly connection: Connection;
  readonly json: (service: string, operation: string, input: Members) => Promise<Members>;
  readonly query: (service: string, operation: string, input: Members) => Promise<Members>;
}

/** The administrator of an account. */
export function callerOf(world: World, region: string, account: string): Administrator {
  const connection: Connection = {
    endpoint: world.endpoint,
    region,
    keys: { accessKeyId: account, secretAccessKey: 'administrator', sessionToken: null },
    userAgent: 'rolemend-sandbox',
    signal: new AbortController().signal,
  };
  const taken = (what: string, answer: AwsAnswer<Members>): Members => {
    if (answer.ok) return answer.value;
    throw new Refused(`${what} in account ${account}: ${answer.error.code}: ${answer.error.message}`);
  };
  return {
    connection,
    json: async (service, operation, input) =>
      taken(`${service}:${operation}`, await callJson(connection, { service, operation, input })),
    query: async (service, operation, input) =>
      taken(`${service}:${operation}`, await callQuery(connection, { service, operation, input })),
  };
}
