/** `${name…}` in its forms. */
import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import { removeMatch, replaceMatch } from './pattern.ts';
import { setVariable, type Shell, textOf } from './shell.ts';

type Text = (word: Word) => Promise<string>;

/** A list for `${array[@]}` and `${@…}`. */
export async function parameterExpansion(
  shell: Shell,
  part: ParameterExpansionPart,
  text: Text,
): Promise<string | readonly string[]> {
  const found = await lookUp(shell, part, text);
  if (part.prefix === '#') {
    const length = typeof found === 'object' ? found.length : (found ?? '').length;
    return String(length);
  }
  const value = part.prefix === '!' && typeof found === 'string' ? simpleValue(shell, found) : found;
  if (part.operation === undefined) return value ?? '';
  if (typeof value === 'object') {
    const operation = part.operation;
    return Promise.all(value.map((item) => operate(shell, { name: '', operation }, { value: item, text })));
  }
  return operate(shell, { name: part.parameter, operation: part.operation }, { value, text });
}

/** Undefined: not set. */
async function lookUp(
  shell: Shell,
  { parameter, index }: ParameterExpansionPart,
  text: Text,
): Promise<string | readonly string[] | undefined> {
  const variable = shell.variables.get(parameter)?.value;
  if (index !== undefined) {
    const key = await text(index);
    const items = typeof variable === 'object' ? variable : variable === undefined ? [] : [variable];
    return key === '@' || key === '*' ? items : items[Number(key)];
  }
  if (/^\w*[A-Za-z_]\w*$/.test(parameter)) return typeof variable === 'object' ? variable[0] : variable;
  const value = simpleValue(shell, parameter);
  return /^\d+$/.test(parameter) && Number(parameter) > shell.parameters.length ? undefined : value;
}

interface Operand {
  readonly value: string | undefined;
  readonly text: Text;
}

async function operate(
  shell: Shell,
  { name, operation }: { readonly name: string; readonly operation: ParameterOperation },
  { value, text }: Operand,
): Promise<string> {
  const current = value ?? '';
  const { spend } = shell.machine.allowance;
  switch (operation.type) {
    case 'Default': {
      const { operator, operand } = operation;
      const absent = operator.startsWith(':') ? current === '' : value === undefined;
      if (operator.endsWith('+')) return absent ? '' : text(operand);
      if (!absent) return current;
      const fallback = await text(operand);
      if (operator.endsWith('=')) setVariable(shell, name, fallback);
      if (operator.endsWith('?')) shell.flow = { kind: 'exit' };
      return fallback;
    }
    case 'Remove':
      return removeMatch(
        current,
        { operator: operation.operator, pattern: await text(operation.operand) },
        spend,
      );
    case 'Replace': {
      const change = {
        operator: operation.operator,
        pattern: await text(operation.pattern),
        replacement: await text(operation.replacement),
      };
      return replaceMatch(current, change, spend);
    }
    case 'Slice': {
      const offset = Number(await text(operation.offset));
      const start = offset < 0 ? current.length + offset : offset;
      if (operation.length === undefined) return current.slice(start);
      const length = Number(await text(operation.length));
      return current.slice(start, length < 0 ? length : start + length);
    }
    case 'CaseModification':
      return inCase(current, operation.operator);
    case 'Transform':
    case 'Names':
    case 'Unknown':
      return current;
    default:
      return operation satisfies never;
  }
}

/** `^`, `^^`, `,`, `,,`: upper or lower, the first letter or all. */
function inCase(text: string, operator: string): string {
  const change = (part: string): string =>
    operator.startsWith('^') ? part.toUpperCase() : part.toLowerCase();
  return operator.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1);
}

/** `$name` and the special parameters. */
export function simpleValue(shell: Shell, name: string): string | readonly string[] {
  if (name === '@') return shell.parameters;
  if (name === '*') return shell.parameters.join(' ');
  if (name === '#') return String(shell.parameters.length);
  if (name === '?') return String(shell.status);
  if (name === '$') return '42';
  if (name === '-') return '';
  if (name === '!') return '';
  if (name === '0') return 'sh';
  if (/^\d+$/.test(name)) return shell.parameters[Number(name) - 1] ?? '';
  return textOf(shell, name) ?? '';
}
