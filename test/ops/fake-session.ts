import type { Project } from '../../lib/config/schema';
import { makeClients } from '../../lib/ops/aws/clients';
import type { Session } from '../../lib/ops/session';

/** A project with one service in two environments; only what the commands read. */
export const project = {
  project: 'shop',
  toolchain: { region: 'eu-central-1' },
  environments: [
    { name: 'staging', services: [{ name: 'storefront', delivery: canary() }] },
    {
      name: 'production',
      services: [
        { name: 'storefront', delivery: canary() },
        {
          name: 'catalog',
          delivery: { kind: 'rolling', controller: 'ecs', minHealthyPercent: 100, maxPercent: 200 },
        },
      ],
    },
  ],
} as unknown as Project;

function canary(): object {
  return { kind: 'canary', controller: 'code-deploy', percent: 10, intervalMinutes: 5, bakeMinutes: 5 };
}

/** What a command said and asked. */
export interface Recorded {
  readonly session: Session;
  readonly lines: string[];
  readonly data: Record<string, unknown>[];
  readonly questions: string[];
  /** Times that the command waited. */
  readonly waits: number[];
}

/** How the person and the time behave. */
export interface Behaviour extends Partial<Pick<Session, 'json' | 'yes' | 'wait'>> {
  readonly interactive?: boolean;
  /** The time; the twentieth of January 2026 where nothing else is said. */
  readonly now?: string;
  /** Called when a question is asked; the answer. */
  readonly answer?: () => boolean;
  /** Called at every wait, with its number from 1; the world moves on here. */
  readonly tick?: (round: number) => void;
}

const clients = makeClients({ region: 'eu-central-1' });

/** A session whose time passes at once. */
export function fakeSession(behaviour: Behaviour = {}): Recorded {
  const {
    now = '2026-01-20T12:00:00Z',
    interactive = true,
    answer = () => true,
    tick = () => undefined,
  } = behaviour;
  const lines: string[] = [];
  const data: Record<string, unknown>[] = [];
  const questions: string[] = [];
  const waits: number[] = [];
  const session: Session = {
    project,
    clients,
    output: {
      say: (line) => void lines.push(line),
      data: (value) => void data.push(value as Record<string, unknown>),
      interactive,
      ask: async (question) => {
        questions.push(question);
        return Promise.resolve(answer());
      },
    },
    clock: {
      now: () => new Date(now),
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        if (waits.length > 50) throw new Error('the command waits for ever');
        return Promise.resolve(tick(waits.length));
      },
    },
    json: behaviour.json ?? false,
    yes: behaviour.yes ?? false,
    wait: behaviour.wait ?? true,
  };
  return { session, lines, data, questions, waits };
}
