import type { BuildProjectModel } from '../model';
import type { Assembly, Entry } from './assembly';
import { asFlag, asList, asObject, asText } from './json';
import { hasUnknown } from './unknown';

/** CodeBuild's default timeout. */
const DEFAULT_TIMEOUT_MINUTES = 60;
const DEFAULT_BUILDSPEC = 'buildspec.yml';

/** Every build project with the environment that its builds start with. */
export function readBuildProjects(assembly: Assembly): BuildProjectModel[] {
  return assembly.ofType('AWS::CodeBuild::Project').map((entry) => ({
    name: entry.ref,
    buildspec: buildspecOf(entry),
    environment: environmentOf(entry, assembly),
    privileged: asFlag(entry.value('Environment.PrivilegedMode')),
    timeoutSeconds: entry.number('TimeoutInMinutes', DEFAULT_TIMEOUT_MINUTES) * 60,
  }));
}

/** CodeBuild takes a text of several lines, or a JSON document, as the buildspec itself. */
function buildspecOf(entry: Entry): BuildProjectModel['buildspec'] {
  const spec = entry.text('Source.BuildSpec', DEFAULT_BUILDSPEC);
  if (spec.startsWith('arn:')) entry.report('Source.BuildSpec', 'a buildspec in a bucket is not read');
  return spec.includes('\n') || spec.trimStart().startsWith('{') ? { inline: spec } : { file: spec };
}

function environmentOf(entry: Entry, assembly: Assembly): Record<string, string> {
  const variables = asList(entry.value('Environment.EnvironmentVariables')).map((item) => asObject(item));
  return Object.fromEntries(
    variables.map(({ Name, Value, Type }) => {
      const name = asText(Name);
      const place = `Environment.EnvironmentVariables.${name}`;
      if (Type === undefined || Type === 'PLAINTEXT') return [name, asText(Value)];
      if (Type !== 'PARAMETER_STORE') {
        entry.report(place, `${asText(Type)} values are not read`);
        return [name, ''];
      }
      const stored = assembly.resolver.storedParameter(asText(Value), entry.resource.stack);
      if (hasUnknown(stored)) entry.report(place, `parameter ${asText(Value)} is not in the assembly`);
      return [name, hasUnknown(stored) ? '' : stored];
    }),
  );
}
