/** One instruction of a Dockerfile, its flags taken off. */
export interface Instruction {
  /** In capitals, for example `COPY`. */
  readonly name: string;
  readonly flags: Readonly<Record<string, string>>;
  /** The rest of the line, continuation lines joined. */
  readonly text: string;
  readonly line: number;
}

/** Reads a Dockerfile into instructions. Throws with the line number when a line is not one. */
export function parseDockerfile(source: string): Instruction[] {
  const instructions: Instruction[] = [];
  let pending = '';
  let start = 0;
  for (const [index, raw] of source.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(raw) || (raw.trim() === '' && pending === '')) continue;
    if (pending === '') start = index + 1;
    const continued = /\\\s*$/.test(raw);
    pending += `${raw.replace(/\\\s*$/, '').trim()} `;
    if (continued) continue;
    instructions.push(parseInstruction(pending.trim(), start));
    pending = '';
  }
  if (pending !== '') instructions.push(parseInstruction(pending.trim(), start));
  return instructions;
}

function parseInstruction(line: string, number: number): Instruction {
  const match = /^([A-Za-z]+)\s+(\S.*)$/s.exec(line);
  if (match === null) throw new Error(`Dockerfile line ${number}: not an instruction: ${line}`);
  const flags: Record<string, string> = {};
  let text = match[2] ?? '';
  for (let flag = nextFlag(text); flag !== null; flag = nextFlag(text)) {
    flags[flag[1] ?? ''] = flag[2] ?? 'true';
    text = text.slice(flag[0].length);
  }
  return { name: (match[1] ?? '').toUpperCase(), flags, text: text.trim(), line: number };
}

function nextFlag(text: string): RegExpExecArray | null {
  return /^--([a-z-]+)(?:=(\S+))?\s+/.exec(text);
}

/** The words of an instruction in exec form (`["node", "x.js"]`) or in shell form. */
export function parseWords(text: string): { readonly exec: boolean; readonly words: string[] } {
  const words = text.startsWith('[') ? parseJson(text) : undefined;
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return { exec: true, words };
  return { exec: false, words: text.split(/\s+/).filter((word) => word !== '') };
}

/** What is no JSON is the shell form, also with a bracket at its beginning. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `KEY=value KEY2="two words"` or the old `KEY value` as pairs. */
export function parsePairs(text: string): [string, string][] {
  const pairs = [...text.matchAll(/(?<![^\s=])([^\s=]+)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)];
  if (/^\S+=/.test(text)) return pairs.map(([, key = '', value = '']) => [unquote(key), unquote(value)]);
  const [key = '', ...rest] = text.split(/\s+/);
  return [[key, rest.join(' ')]];
}

function unquote(value: string): string {
  const quoted = /^"(.*)"$/s.exec(value) ?? /^'(.*)'$/s.exec(value);
  return quoted === null ? value : (quoted[1] ?? '').replace(/\\(.)/g, '$1');
}

/** Replaces `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+value}`; an unset name is empty, as in Docker. */
export function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    /\\\$|\$\{([A-Za-z_]\w*)(?::([-+])([^{}]*))?\}|\$([A-Za-z_]\w*)/g,
    (whole: string, braced?: string, operator?: string, word?: string, plain?: string) => {
      if (whole === '\\$') return '$';
      const value = values[braced ?? plain ?? ''] ?? '';
      if (operator === '+') return value === '' ? '' : (word ?? '');
      return value === '' && operator === '-' ? (word ?? '') : value;
    },
  );
}
