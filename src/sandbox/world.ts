/** Everything the sandbox holds. Each service keeps its state in its own type; accounts and regions spring into being on first use. */
export interface World {
  readonly accounts: Map<string, never>;
}
