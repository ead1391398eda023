import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

/** One setting of `bin/environments.ts`, as its TSDoc describes it. */
interface Knob {
  readonly name: string;
  /** Keys from the top of the configuration; 0 stands for any item of a list. */
  readonly path: readonly (string | number)[];
  readonly meaning: string;
  readonly optional: boolean;
  /** Text after `@default`. */
  readonly defaultText: string | undefined;
}

/** The knobs of one interface. */
export interface KnobGroup {
  readonly path: readonly (string | number)[];
  readonly meaning: string;
  /** Value of `kind` where the configuration has a choice of shapes. */
  readonly kind: string | undefined;
  readonly knobs: readonly Knob[];
}

const CONFIG = resolve(__dirname, '../../lib/config');

/** The files that describe the configuration: `types.ts`, and `*-input.ts` for parts of it. */
function typesText(): string {
  const files = readdirSync(CONFIG).filter((name) => name === 'types.ts' || name.endsWith('-input.ts'));
  return files.map((name) => readFileSync(join(CONFIG, name), 'utf8')).join('\n');
}

/** Every knob of the configuration, group by group, read from the TSDoc in `lib/config`. */
export function readKnobs(source = typesText()): KnobGroup[] {
  const file = ts.createSourceFile('types.ts', source, ts.ScriptTarget.Latest, true);
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  const unions = new Map<string, readonly string[]>();
  for (const statement of file.statements) {
    if (ts.isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, statement);
    if (ts.isTypeAliasDeclaration(statement)) unions.set(statement.name.text, namesIn(statement.type));
  }
  const visit = (name: string, path: KnobGroup['path']): KnobGroup[] => {
    const declaration = interfaces.get(name);
    if (!declaration) return (unions.get(name) ?? []).flatMap((part) => visit(part, path));
    const members = declaration.members.filter(ts.isPropertySignature);
    const group = {
      path,
      meaning: describe(declaration).meaning,
      kind: members.map(kindOf).find((kind) => kind !== undefined),
      knobs: members.filter((member) => kindOf(member) === undefined).map((member) => knob(member, path)),
    };
    const nested = members.flatMap((member) => {
      const list = member.type !== undefined && ts.isTypeOperatorNode(member.type);
      const next = [...path, member.name.getText(), ...(list ? [0] : [])];
      return namesIn(member.type).flatMap((part) => visit(part, next));
    });
    return [group, ...nested];
  };
  return visit('ProjectInput', []);
}

function knob(member: ts.PropertySignature, path: KnobGroup['path']): Knob {
  const name = member.name.getText();
  return { name, path: [...path, name], optional: member.questionToken !== undefined, ...describe(member) };
}

/** The one literal that a member `kind: 'canary'` may be. */
function kindOf({ name, type }: ts.PropertySignature): string | undefined {
  if (name.getText() !== 'kind') return undefined;
  const literal = type && ts.isLiteralTypeNode(type) ? type.literal : undefined;
  return literal && ts.isStringLiteral(literal) ? literal.text : undefined;
}

/** Names of the types that a type mentions: of a reference, the items of a list, the parts of a union. */
function namesIn(type: ts.TypeNode | undefined): readonly string[] {
  if (!type) return [];
  if (ts.isTypeReferenceNode(type)) return [type.typeName.getText()];
  if (ts.isArrayTypeNode(type)) return namesIn(type.elementType);
  if (ts.isTypeOperatorNode(type)) return namesIn(type.type);
  return ts.isUnionTypeNode(type) ? type.types.flatMap(namesIn) : [];
}

function describe(node: ts.Node): Pick<Knob, 'meaning' | 'defaultText'> {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
  const tag = comment?.tags?.find(({ tagName }) => tagName.text === 'default');
  return {
    meaning: oneLine(ts.getTextOfJSDocComment(comment?.comment)) ?? '',
    defaultText: oneLine(ts.getTextOfJSDocComment(tag?.comment)),
  };
}

function oneLine(text: string | undefined): string | undefined {
  return text?.replace(/\s+/g, ' ').trim();
}
