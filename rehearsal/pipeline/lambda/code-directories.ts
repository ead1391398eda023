import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import type { FunctionModel } from '../../function-model';

/** What Lambda's Node.js runtimes bring along: the AWS SDK, and nothing else. */
const SCOPES = ['@aws-sdk', '@smithy'];

/** Where the code of functions lies; made when it is needed, in a directory that somebody else removes. */
export class CodeDirectories {
  private readonly inline = new Map<string, string>();
  private sdk?: string;

  constructor(private readonly scratch: string = tmpdir()) {}

  /** The directory of a function's code; code that stands in the template is written there as Lambda does. */
  of({ name, code }: FunctionModel): string {
    if ('directory' in code) return code.directory;
    const known = this.inline.get(name);
    if (known !== undefined) return known;
    const directory = mkdtempSync(join(this.scratch, 'function-'));
    writeFileSync(join(directory, 'index.js'), code.inline);
    this.inline.set(name, directory);
    return directory;
  }

  /** A directory for `NODE_PATH` with the clients of the AWS SDK that this project has. */
  runtime(): string {
    if (this.sdk !== undefined) return this.sdk;
    this.sdk = mkdtempSync(join(this.scratch, 'runtime-'));
    const client = createRequire(__filename).resolve('@aws-sdk/client-ecs');
    const packages = client.slice(0, client.lastIndexOf(`${sep}@aws-sdk${sep}`));
    mkdirSync(this.sdk, { recursive: true });
    for (const scope of SCOPES.filter((each) => existsSync(join(packages, each)))) {
      symlinkSync(join(packages, scope), join(this.sdk, scope));
    }
    return this.sdk;
  }
}
