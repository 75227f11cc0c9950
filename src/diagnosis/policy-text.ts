/** Whether a text could be a policy at all; the engine judges its statements. */
export function isPolicyText(text: string): boolean {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null && 'Statement' in document;
  } catch {
    return false;
  }
}
