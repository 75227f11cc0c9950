/** Spends what matching may cost, in characters looked at; throws when there is none left. */
export type Spend = (characters: number) => void;
