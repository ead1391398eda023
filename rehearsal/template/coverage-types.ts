/** Properties of one resource type. */
export interface TypeCoverage {
  /** Paths that are acted out. */
  readonly understood: readonly string[];
  /** Paths that do not matter for a release, each with the reason. */
  readonly ignored: Readonly<Record<string, string>>;
}

/** Resource types that do not matter for a release; `*` stands for the rest of a name. */
export interface IgnoredTypes {
  readonly types: readonly string[];
  /** Values that properties must have for it to be so. */
  readonly only?: Readonly<Record<string, string | number | boolean>>;
  readonly reason: string;
}
