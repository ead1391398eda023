/** Says whether a path of the build context is left out by the lines of a `.dockerignore`; the last match wins. */
export function dockerIgnore(source: string): (path: string) => boolean {
  const rules = source
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keep: line.startsWith('!'), pattern: globPattern(line.replace(/^!/, '')) }));
  return (path) => {
    let ignored = false;
    for (const rule of rules) if (rule.pattern.test(path)) ignored = !rule.keep;
    return ignored;
  };
}

/**
 * A Docker or buildspec glob (`*`, `**`, `?`) as a pattern over a path. In a buildspec it names files; in Docker
 * also everything below a directory.
 */
export function globPattern(glob: string, names: 'files' | 'trees' = 'trees'): RegExp {
  const clean = glob.replace(/^\.?\//, '').replace(/\/$/, '');
  const body = clean.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    return token === '?' ? '[^/]' : `\\${token}`;
  });
  return new RegExp(`^${body}${names === 'trees' ? '(?:/.*)?' : ''}$`);
}
