/** What OpsCenter takes in no source of an OpsItem, however it is written. */
const NO_SOURCE = /aws|amazon|amzn/i;

/**
 * Who makes the OpsItems; what they are filtered by in the console: `devops-on incidents` for `devops-on-aws`. Two
 * projects may share it, so it tells nobody apart.
 * Source: Systems Manager API reference, "CreateOpsItem".
 */
export function sourceOf(project: string): string {
  let name = project;
  while (NO_SOURCE.test(name)) name = name.replace(NO_SOURCE, '');
  const words = name.split('-').filter(Boolean).join('-');
  return `${words} incidents`.trimStart();
}
