import { parse } from 'yaml';

/**
 * Reads a YAML (or JSON) document. Every plain value is the text that was written: quoted or not, `0.2` is a version and
 * `012345678901` an account. Throws one line with its name and the place of the first mistake.
 */
export function parseYaml(name: string, source: string): unknown {
  try {
    return parse(source, { schema: 'failsafe', merge: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [first = ''] = message.split('\n');
    throw new Error(`${name} is not YAML: ${first.replace(/:$/, '')}`, { cause: error });
  }
}
