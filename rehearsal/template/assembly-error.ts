/** What was wrong with an assembly, in the order in which a person reads it. */
export interface AssemblyProblem {
  /** The file or directory, as the person gave it or below it. */
  readonly where: string;
  readonly got: string;
  readonly allowed: string;
  readonly fix: string;
}

/** An assembly that cannot be read. The message is one line: where, what it got, what is allowed, how to fix it. */
export class AssemblyError extends Error {
  constructor(problem: AssemblyProblem) {
    super(
      oneLine(
        `Cannot read the cloud assembly: ${problem.where}: ${problem.got}; expected ${problem.allowed}. ${problem.fix}`,
      ),
    );
    this.name = 'AssemblyError';
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
