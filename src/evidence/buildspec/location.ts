/** Where a project's or a build's buildspec is to be found. Source: CodeBuild API, ProjectSource.buildspec. */
import { parseArn } from '#iam/arn.ts';

export type BuildspecLocation =
  | { readonly kind: 'inline'; readonly text: string }
  /** A path from the source's root. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 's3'; readonly arn: string; readonly bucket: string; readonly key: string }
  /** The setting is empty: `buildspec.yml` in the source's root. */
  | { readonly kind: 'default'; readonly path: 'buildspec.yml' };

/** Takes a project's source or a build: whatever has the setting. */
export function locateBuildspec(source: { readonly buildspec: string | null }): BuildspecLocation {
  const setting = source.buildspec ?? '';
  if (setting.trim() === '') return { kind: 'default', path: 'buildspec.yml' };
  if (isInline(setting)) return { kind: 'inline', text: setting };
  const arn = parseArn(setting.trim());
  const slash = arn?.resource.indexOf('/') ?? -1;
  if (arn?.service === 's3' && slash > 0) {
    const bucket = arn.resource.slice(0, slash);
    return { kind: 's3', arn: setting.trim(), bucket, key: arn.resource.slice(slash + 1) };
  }
  return { kind: 'path', path: setting.trim() };
}

/** A path is one line and begins no YAML or JSON map. */
function isInline(setting: string): boolean {
  return /[\r\n]/.test(setting.trim()) || /^\s*\{/.test(setting) || /^\s*version\s*:/.test(setting);
}
