/** Python's one-liners that print a variable, or a value out of JSON, TOML or YAML. */
import { partsOf } from '../fields.ts';
import type { Invocation } from '../invocation.ts';
import { readJson, type JsonText } from '../json-text.ts';
import { concat, knownText, literal, type ShellText } from '../text.ts';
import { plainToml } from '../../toml-document.ts';
import { plainYaml } from '../tools/compose.ts';
import { printedAt } from './json.ts';

/** `import os; print(os.environ["ARN"].split(":")[3])`, and the same of `os.getenv`. */
const PYTHON_VARIABLE =
  /^\s*import\s+os(?:\s*,\s*\w{1,40})?\s*[;\n]\s*print\s*\(\s*os\.(?:environ\s*\[|environ\.get\(|getenv\()\s*["'](\w{1,100})["']\s*[\])]((?:\.split\(\s*(?:"[^"\\]"|'[^'\\]')\s*\)\[\s*\d{1,3}\s*\]){0,5})\s*\)\s*;?\s*$/;

function printedVariable(text: string, { variable }: Invocation): ShellText | null {
  const [, name, path = ''] = PYTHON_VARIABLE.exec(text) ?? [];
  const value = name === undefined ? null : variable(name);
  if (value === null) return null;
  const splits = path.matchAll(/\(\s*["'](.)["']\s*\)\[\s*(\d+)/g);
  const part = [...splits].reduce<ShellText | null>(
    (at, [, by = '', index]) => (at === null ? null : (partsOf(at, by).parts[Number(index)] ?? null)),
    value,
  );
  return part === null ? null : concat([part, literal('\n')]);
}

/** Modules that change nothing by being there. */
const IMPORTS =
  /^\s*(?:(?:import\s+(?:json|sys|os|yaml|tomllib|toml)(?:\s*,\s*(?:json|sys|os|yaml|tomllib|toml))*|from\s+json\s+import\s+load)\s*[;\n]\s*)+/;
const FILE = String.raw`open\(\s*(?:"([^"\\]{1,200})"|'([^'\\]{1,200})')(?:\s*,\s*["']rb?["'])?\s*\)`;
/** What is read: of standard input, or of a file that it opens. */
const SOURCE = String.raw`(json|tomllib|toml|yaml)\.(?:safe_)?loads?\(\s*(?:sys\.stdin(?:\.read\(\))?|${FILE}(?:\.read\(\))?)\s*\)`;
const STEP = String.raw`\[\s*(?:-?\d{1,6}|"[^"\\]{1,200}"|'[^'\\]{1,200}')\s*\]|\.get\(\s*(?:"[^"\\]{1,200}"|'[^'\\]{1,200}')\s*\)`;
const PRINTED = new RegExp(
  String.raw`^(?:(\w{1,40})\s*=\s*(?=[jty])|print\s*\(?\s*)${SOURCE}(?:\s*[;\n]\s*print\s*\(?\s*(\w{1,40}))?((?:${STEP}){0,20})\s*\)?\s*;?\s*$`,
);

/** `python -c 'import json; print(json.load(open("config.json"))["a"][0])'`, in Python 2 or 3. */
export function python(invocation: Invocation): ShellText | null {
  const words = invocation.args.map(knownText);
  if (words[0] !== '-c' || words.length !== 2) return null;
  const text = (words[1] ?? '').slice(0, 1_000);
  const variable = printedVariable(text, invocation);
  if (variable !== null) return variable;
  const imports = IMPORTS.exec(text)?.[0] ?? '';
  const found = PRINTED.exec(text.slice(imports.length));
  const [, name, form = '', one, two, printed, path = ''] = found ?? [];
  if (found === null || name !== printed) return null;
  const file = one ?? two;
  const source = file === undefined ? invocation.stdin : invocation.contents(literal(file));
  const data = source === null ? null : dataOf(source, form);
  if (data === null) return null;
  const steps = Array.from(
    path.matchAll(/[[(]\s*(?:(-?\d+)|"([^"]*)"|'([^']*)')\s*[\])]/g),
    ([, index, double, single]) => (index === undefined ? (double ?? single ?? '') : Number(index)),
  );
  return printedAt(data, steps);
}

/** Of other forms than JSON only what is wholly known is read. */
function dataOf(source: ShellText, form: string): JsonText | null {
  if (form === 'json') return readJson(source);
  const known = knownText(source);
  if (known === null) return null;
  const value = form === 'yaml' ? plainYaml(known) : plainToml(known);
  return value === null || value === undefined
    ? null
    : readJson(literal(JSON.stringify(value), source.origins));
}
