import { parse } from 'yaml';

/** Reads a YAML (or JSON) document. Throws one line with its name and the place of the first mistake. */
export function parseYaml(name: string, source: string): unknown {
  try {
    return parse(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [first = ''] = message.split('\n');
    throw new Error(`${name} is not YAML: ${first.replace(/:$/, '')}`, { cause: error });
  }
}
