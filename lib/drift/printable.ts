import { plainLine } from '../../app/shared/plain-text';
const HIDDEN = '(not shown)';

/** Longest value that is printed, in characters. */
const LENGTH = 300;

/** Names under which secrets are kept, and places where anything may be. */
const SECRET_NAME =
  /secret|password|passwd|passphrase|token|credential|private|api.?key|access.?key|auth|signature|webhook|cookie|connection.?string|environment|variables|user.?data|headers/i;

/** Values that look like secrets wherever they stand. */
const SECRET_VALUE =
  /-----BEGIN|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\beyJ[\w-]{10}|\bgh[pousr]_\w{20,}|\bxox[abprs]-|:\/\/[^/\s:@]+:[^/\s@]+@/;

/** What may stand in a report of the value at `path`: nothing that may be a secret, and nothing very long. */
export function printable(path: string, value: string): string {
  if (value === 'null' || value === '') return 'nothing';
  if (SECRET_NAME.test(path) || SECRET_VALUE.test(value)) return HIDDEN;
  const data = dataOf(value);
  // With spaces, so that a long value can be broken into lines.
  const text =
    typeof data === 'object'
      ? JSON.stringify(withoutSecrets(data), undefined, 1).replaceAll(/\n\s*/g, ' ')
      : value;
  return plainLine(text, LENGTH);
}

/** The data that a JSON text stands for; a text that is no JSON stands for itself. */
export function dataOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function withoutSecrets(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutSecrets);
  if (typeof data !== 'object' || data === null) return data;
  const named = Object.entries(data).some(
    ([key, value]) => /^(?:name|key)$/i.test(key) && typeof value === 'string' && SECRET_NAME.test(value),
  );
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const hidden = SECRET_NAME.test(key) || (named && /^value/i.test(key));
      return [key, hidden ? HIDDEN : withoutSecrets(value)];
    }),
  );
}
