/** How text is emphasised. The terminal's colours are one way; none at all is another. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly accent: (text: string) => string;
  /** A word that leads to an address, where the terminal can; else the address, after the word. */
  readonly link: (text: string, address: string) => string;
}

const same = (text: string): string => text;

export const plain: Paint = {
  bold: same,
  dim: same,
  good: same,
  bad: same,
  warn: same,
  accent: same,
  link: (text, address) => `${text}  ${address}`,
};
