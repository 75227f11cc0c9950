/** Reading an answer's members. */
export type Members = Readonly<Record<string, unknown>>;

/** The text of a member; empty where there is none. */
export function textAt(members: Members | undefined, name: string): string {
  const value = members?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function structureAt(members: Members, name: string): Members {
  const value = members[name];
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

export function listAt(members: Members, name: string): readonly Members[] {
  const value = members[name];
  return Array.isArray(value) ? (value as readonly Members[]) : [];
}
