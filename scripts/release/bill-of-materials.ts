/** The parts of a CycloneDX document, as npm writes it, that are read here; the rest is passed on. */
export interface BillOfMaterials {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
}

/** What the document is about. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  /** Time of the document, ISO 8601. */
  readonly time: string;
}

/**
 * Cuts the bill of materials of the whole project down to what one bundle holds.
 * @param packages `name@version` of the bundled packages
 * @throws Error when the project's bill does not know a bundled package
 */
export function billOfBundle(
  project: BillOfMaterials,
  packages: ReadonlySet<string>,
  subject: Subject,
): BillOfMaterials {
  const bundled = project.components.filter(({ name, version }) => packages.has(`${name}@${version}`));
  // Two copies of one version in node_modules are one component.
  const components = [...new Map(bundled.map((component) => [component['bom-ref'], component])).values()];
  const known = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const unknown = [...packages].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new Error(`bundled, but not in package-lock.json: ${unknown.join(', ')}; run npm ci`);
  }
  const references = new Set(components.map((component) => component['bom-ref']));
  const { name, version, time } = subject;
  return {
    ...project,
    metadata: {
      ...project.metadata,
      timestamp: time,
      component: { 'bom-ref': `${name}@${version}`, type: 'application', name, version },
    },
    components,
    dependencies: project.dependencies
      .filter(({ ref }) => references.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => references.has(other)) })),
  };
}

/**
 * Folder of the package that a file belongs to, for example `node_modules/a/node_modules/@b/c`.
 * @returns undefined for a file outside node_modules
 */
export function packageFolder(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}
