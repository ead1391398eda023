/** Stands for a region that the template does not know: no name of a region is longer. */
const LONG_REGION = 'ap-southeast-1';

/** Few names that CloudFormation makes up are longer. */
const NAME = 80;

/** Few ARNs are longer; that is what another stack tells of itself, and what policies name of a resource. */
const ARN = 128;

/**
 * Characters that a value of a template has as JSON without spaces when CloudFormation has filled in its references.
 * Where only AWS knows a text, it counts as long as AWS makes it.
 */
export function deployedLength(value: unknown, region = LONG_REGION): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  if (Array.isArray(value)) return around(value.map((each) => deployedLength(each, region)));
  const text = filledIn(value, region);
  if (text !== undefined) return text + 2;
  return around(Object.entries(value).map(([key, inner]) => key.length + 3 + deployedLength(inner, region)));
}

/** Brackets around the parts, and commas between them. */
function around(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 2 + Math.max(0, parts.length - 1));
}

/** Characters of the text that an intrinsic function becomes; undefined when the object is none. */
function filledIn(value: object, region: string): number | undefined {
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value) as [string, unknown][];
  if (others.length > 0) return undefined;
  if (name === 'Ref') return nameLength(String(argument), region);
  if (name !== 'Fn::Join') return name.startsWith('Fn::') ? ARN : undefined;
  const [delimiter, parts] = argument as [string, readonly unknown[]];
  const texts = parts.map((part) => deployedLength(part, region) - 2);
  return texts.reduce((sum, text) => sum + text, delimiter.length * Math.max(0, parts.length - 1));
}

function nameLength(id: string, region: string): number {
  const pseudo: Readonly<Record<string, number>> = {
    'AWS::AccountId': 12,
    'AWS::Partition': 'aws-us-gov'.length,
    'AWS::Region': region.length,
    'AWS::StackId': ARN,
    'AWS::URLSuffix': 'amazonaws.com.cn'.length,
  };
  return pseudo[id] ?? NAME;
}
