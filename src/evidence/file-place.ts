/** Where in the source a fact stands, for what points at lines of files. */
import { posix } from 'node:path';
import { locateBuildspec } from './buildspec/location.ts';
import type { Source } from './evidence.ts';

/** A line of a file; the path is relative to the source's root. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
}

/** Null: it stands in no file of the source. `setting`: the project's `buildspec`. */
export function filePlace({ kind, where }: Source, setting: string | null): FilePlace | null {
  const [, name = '', line = ''] = /^(\S.*) line (\d{1,7})$/.exec(where) ?? [];
  if (kind !== 'buildspec' || name === '') return null;
  const file = name === 'buildspec' ? buildspecFile(setting) : name;
  const path = file === null || file.startsWith('buildspec in S3') ? '' : posix.normalize(file);
  const isWithin = path !== '' && !path.startsWith('/') && !path.startsWith('../');
  return isWithin ? { file: path, line: Number(line) } : null;
}

/** The file of the source that the buildspec is; null: it is a setting, or lies in S3. */
export function buildspecFile(setting: string | null): string | null {
  const place = locateBuildspec({ buildspec: setting });
  return place.kind === 'path' || place.kind === 'default' ? place.path : null;
}
