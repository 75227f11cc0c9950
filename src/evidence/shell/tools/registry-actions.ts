/** A client of a registry that asks for one action on a repository. */
import { readImageAddress, repositoryArn } from '../../image-address.ts';
import { EMPTY, knownText, type ShellText } from '../text.ts';
import { called, type Reading, unresolved, used } from './reading.ts';

/** The action on the repository that the first operand names, and the login it takes. */
export function oneAction(action: string): (operands: readonly ShellText[]) => readonly Reading[] {
  return ([image = EMPTY]) => {
    const address = readImageAddress((knownText(image) ?? '').replace(/^docker:\/\//, ''));
    if (address === null) return [unresolved('the address of the repository is not known')];
    if (address.kind !== 'ecr') return [];
    const login = used({ kind: 'registry-login', region: address.repository.region, public: false });
    return [login, called(action, repositoryArn(address.repository), image)];
  };
}
