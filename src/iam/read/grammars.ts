/** Which elements each kind of policy takes. Source: facts 2.1 [GRAM, SCPS, RCPS, NPRIN]. */
import type { PolicyKind } from '../policy.ts';

export interface Grammar {
  readonly id: boolean;
  readonly version2012: boolean;
  readonly principal: 'required' | 'forbidden' | 'everyone';
  readonly notPrincipal: boolean;
  readonly notAction: boolean;
  /** `optional`: it may be left out (repository policies); `absent`: there is none (trust policies). */
  readonly resource: 'required' | 'optional' | 'absent';
  readonly effects: readonly ('Allow' | 'Deny')[];
  readonly strictSid: boolean;
}

const BOTH = ['Allow', 'Deny'] as const;

const IDENTITY: Grammar = {
  id: false,
  version2012: false,
  principal: 'forbidden',
  notPrincipal: false,
  notAction: true,
  resource: 'required',
  effects: BOTH,
  strictSid: true,
};

const RESOURCE: Grammar = {
  ...IDENTITY,
  id: true,
  principal: 'required',
  notPrincipal: true,
  resource: 'optional',
  strictSid: false,
};

export const GRAMMARS: Readonly<Record<PolicyKind, Grammar>> = {
  identity: IDENTITY,
  session: IDENTITY,
  resource: RESOURCE,
  vpcEndpoint: RESOURCE,
  trust: { ...RESOURCE, notPrincipal: false, resource: 'absent' },
  serviceControl: { ...IDENTITY, version2012: true, strictSid: false },
  resourceControl: {
    ...IDENTITY,
    version2012: true,
    principal: 'everyone',
    notAction: false,
    effects: ['Deny'],
    strictSid: false,
  },
};
