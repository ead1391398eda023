import type { CommandAnswer } from './command';
import { parseReference } from './image-store';
import { digestOf } from './images';
import type { BuiltImage } from './images';

/**
 * Answers `docker image inspect NAME [--format TEMPLATE]`.
 * Templates: `{{json .}}`, `{{.Path.To.Field}}`, `{{json .Path}}` and `{{index .List 0}}`; throws on others.
 */
export function inspect(words: readonly string[], need: (name: string) => BuiltImage): CommandAnswer {
  const { names, format } = split(words);
  if (names.length === 0) throw new Error('"docker inspect" requires at least 1 argument.');
  const documents = names.map((name) => document(name, need(name)));
  const lines =
    format === undefined ? [JSON.stringify(documents, null, 2)] : documents.map((item) => fill(format, item));
  return { status: 0, stdout: `${lines.join('\n')}\n`, stderr: '' };
}

function split(words: readonly string[]): { readonly names: string[]; readonly format?: string } {
  const names: string[] = [];
  let format: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word.startsWith('--format=')) format = word.slice('--format='.length);
    else if (word === '--format' || word === '-f') format = words[(index += 1)];
    else if (!word.startsWith('-')) names.push(word);
  }
  return { names, ...(format === undefined ? {} : { format }) };
}

function document(name: string, image: BuiltImage): Record<string, unknown> {
  const digest = digestOf(image);
  return {
    Id: digest,
    RepoTags: [name],
    RepoDigests: [`${parseReference(name).repository}@${digest}`],
    Config: {
      Env: Object.entries(image.environment).map(([key, value]) => `${key}=${value}`),
      Cmd: image.command,
      Entrypoint: image.entrypoint,
      User: image.user,
      WorkingDir: image.workingDirectory,
      Labels: image.labels,
    },
  };
}

function fill(format: string, item: Record<string, unknown>): string {
  return format.replace(/\{\{([^{}]*)\}\}/g, (_whole, inside: string) => {
    const action = inside.trim();
    const index = /^(?:\(?index\s+)(\.[\w.]*)\s+(\d+)\)?$/.exec(action);
    if (index !== null) {
      const list = lookUp(item, index[1] ?? '');
      return Array.isArray(list) ? String(list[Number(index[2])]) : '';
    }
    const path = /^(json\s+)?(\.[\w.]*)$/.exec(action);
    if (path === null) throw new Error(`template parsing error: the stand-in does not know {{${action}}}`);
    const value = lookUp(item, path[2] ?? '.');
    return path[1] === undefined && typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function lookUp(item: unknown, path: string): unknown {
  return path
    .split('.')
    .filter((part) => part !== '')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
      item,
    );
}
