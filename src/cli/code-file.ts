/** The file of code that `--source` names beside `--emit`: the difference is made against it. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { err, ok, type Result } from '#basics/result.ts';
import type { CodeFile } from '#render/emit/beside.ts';
import { EXIT } from '#render/exit-codes.ts';
import type { Problem } from '#render/problem.ts';
import { safeLine } from '#render/terminal-text.ts';
import type { EmitForm } from '#render/emit/forms.ts';
import { pathInside } from '#tasks/path-inside.ts';
import { whyUnreadable } from './file-problem.ts';

/** A template has at most a megabyte, and what a person writes of HCL is no larger. Source: CloudFormation quotas. */
const MOST_BYTES = 1024 * 1024;

interface Flags {
  readonly source?: string;
  readonly emit?: EmitForm;
}

/** Null: `--source` is no file, or nothing is emitted. */
export function codeFileOf({ source, emit }: Flags): Result<CodeFile | null, Problem> {
  if (source === undefined || emit === undefined || !isFile(source)) return ok(null);
  if (emit !== 'cloudformation' && emit !== 'terraform')
    return err(
      problemOf(
        source,
        `\`--emit ${emit}\` takes no file of code`,
        emit === 'cdk'
          ? 'leave out `--source`: it prints a construct in a file of its own, to be made in your stack'
          : 'give `--source` a directory, or choose `--emit cloudformation` or `--emit terraform`',
      ),
    );
  try {
    if (statSync(source).size > MOST_BYTES) return err(problemOf(source, 'it is larger than 1 MiB'));
    const bytes = readFileSync(source);
    return isUtf8(bytes)
      ? ok({ path: pathIn(source), text: bytes.toString() })
      : err(problemOf(source, 'it is not UTF-8, and no difference could be made against it'));
  } catch (error) {
    return err(problemOf(source, whyUnreadable(error)));
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** As `git apply` takes it in the directory that this runs in; of a file outside of it, its name alone. */
const pathIn = (source: string): string => pathInside('.', source) ?? basename(source);

const problemOf = (
  source: string,
  why: string,
  help = 'name a template of CloudFormation in YAML or JSON, or a file of Terraform',
): Problem => ({ message: `\`${safeLine(source)}\`: ${why}`, help, exit: EXIT.invalidInput });
