/** Fields in which a line of a JSON log has its sentence. */
const SENTENCES = ['message', 'errorMessage', 'msg', 'error'] as const;

/** Characters that are worth showing. */
const LONGEST = 300;

/** The sentence in a printed line: a field of a JSON log, else the line; undefined when nothing was printed. */
export function lastWords(line: string | undefined): string | undefined {
  if (line === undefined) return undefined;
  const sentence = sentenceIn(line) ?? line.trim();
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST - 1)}…` : sentence;
}

function sentenceIn(line: string): string | undefined {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null) return undefined;
    const fields = record as Readonly<Record<string, unknown>>;
    return SENTENCES.map((name) => fields[name]).find((value) => typeof value === 'string');
  } catch {
    return undefined;
  }
}
