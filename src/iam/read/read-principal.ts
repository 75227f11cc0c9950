/** The Principal of a statement. Source: IAM User Guide, elements_principal and elements_notprincipal. */
import { parseArn } from '../arn.ts';
import type { PrincipalClause, PrincipalEntry } from '../policy.ts';
import { GRAMMARS } from './grammars.ts';
import type { Json } from './json-tree.ts';
import type { StatementContext } from './statement-context.ts';

const TYPES = {
  AWS: 'aws',
  Service: 'service',
  Federated: 'federated',
  CanonicalUser: 'canonical-user',
} as const;

export function readPrincipal(context: StatementContext, effect: 'allow' | 'deny'): PrincipalClause {
  const { members, json, kind, reader } = context;
  const grammar = GRAMMARS[kind];
  const [principal, notPrincipal] = [members.get('Principal'), members.get('NotPrincipal')];
  const found = principal ?? notPrincipal;
  if (principal !== undefined && notPrincipal !== undefined)
    reader.problem('both-forms', json, '`Principal` and `NotPrincipal` stand together');
  if (grammar.principal === 'forbidden') {
    if (found !== undefined)
      reader.problem('forbidden-element', found, `a ${kind} policy takes no \`Principal\``);
    return { kind: 'unnamed' };
  }
  if (found === undefined) {
    reader.problem('missing', json, 'missing `Principal`');
    return { kind: 'unnamed' };
  }
  const entries = entriesOf(found, context);
  if (grammar.principal === 'everyone' && !entries.every((entry) => entry.kind === 'anyone')) {
    reader.problem('principal', found, `the principal of a ${kind} policy is \`"*"\``);
  }
  if (principal !== undefined) return { kind: 'principal', entries };
  if (!grammar.notPrincipal)
    reader.problem('forbidden-element', found, `a ${kind} policy takes no \`NotPrincipal\``);
  if (effect === 'allow')
    reader.problem('forbidden-element', found, '`NotPrincipal` works only with the effect `Deny`');
  return { kind: 'not-principal', entries };
}

function entriesOf(json: Json, { reader }: StatementContext): readonly PrincipalEntry[] {
  if (json.kind === 'string') {
    if (json.text === '*') return [{ kind: 'anyone' }];
    reader.problem('principal', json, 'expected `"*"` or an object such as `{"AWS": "…"}`');
    return [];
  }
  const members = reader.object(json, '`Principal`', Object.keys(TYPES));
  return (members?.each ?? []).flatMap(({ key: type, value: values }) => {
    const kind = (TYPES as Readonly<Record<string, PrincipalEntry['kind']>>)[type];
    if (kind === undefined || kind === 'anyone') return [];
    return reader
      .texts(values, 'a principal', { scalars: false })
      .flatMap((item): readonly PrincipalEntry[] => {
        const { text } = item;
        if (kind === 'aws' && text === '*') return [{ kind: 'anyone' }];
        const problem =
          kind === 'aws'
            ? awsProblem(text)
            : kind === 'service' && text.includes('*')
              ? 'a service principal takes no wildcard'
              : null;
        if (problem !== null) reader.problem('principal', item, problem);
        return [{ kind, value: text }];
      });
  });
}

/** A unique ID is what AWS stores for a role or user that has since been deleted; it names nobody any more. */
function awsProblem(text: string): string | null {
  if (/^\d{12}$/.test(text) || /^A[A-Z]{3}[A-Z0-9]{12,}$/.test(text)) return null;
  if (parseArn(text) === null)
    return `\`${text}\` is no principal: expected an account ID, an IAM or STS ARN, or \`*\``;
  return /[*?]/.test(text)
    ? `the principal \`${text}\` holds a wildcard: use \`*\` with a condition on aws:PrincipalArn`
    : null;
}
