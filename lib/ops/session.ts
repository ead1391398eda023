import type { Project } from '../config/schema';
import type { Clients } from './aws/clients';

/** Where the text of a command goes, and who answers its questions. */
export interface Output {
  /** One line of text for a person. */
  say(line: string): void;
  /** One JSON object on a line of the standard output. */
  data(value: unknown): void;
  /** Whether somebody can answer a question. */
  readonly interactive: boolean;
  /** Asks; true only for a clear yes. */
  ask(question: string): Promise<boolean>;
}

/** Time as the commands see it. */
export interface Clock {
  now(): Date;
  /** @throws Interrupted when the person stops waiting */
  wait(milliseconds: number): Promise<void>;
}

/** What every command works with. */
export interface Session {
  readonly project: Project;
  readonly clients: Clients;
  /** `--profile`, for messages. */
  readonly profile?: string;
  readonly output: Output;
  readonly clock: Clock;
  /** `--json`: data instead of text on the standard output. */
  readonly json: boolean;
  /** `--yes`: nothing is asked. */
  readonly yes: boolean;
  /** `--no-wait` makes it false: the command ends as soon as the change has begun. */
  readonly wait: boolean;
}

/** Tells the person a step, and a program the same as data. */
export function tell(session: Session, type: string, lines: readonly string[], data: object): void {
  for (const line of lines) session.output.say(line);
  if (session.json) session.output.data({ type, at: session.clock.now().toISOString(), ...data });
}
