import {
  startContainer,
  type Container,
  type ContainerProps,
  type Exit,
} from '../../../../rehearsal/cloud/process/container';

/** A container without a process: it opens its port and ends when the test says so. */
export interface FakeContainer extends Container {
  readonly props: ContainerProps;
  /** What was sent to it, in order. */
  readonly signals: readonly string[];
  open(port: number): void;
  end(exit: Exit, ...errors: readonly string[]): void;
}

/** What the containers of an image do when they start. */
export type Boot = 'listen' | 'crash' | 'hang';

const FIRST_PORT = 41_000;

/**
 * Takes the place of `startContainer`, which the test file must have mocked. Returns the containers in the order
 * of their start; `boot` gets the version label of the image.
 */
export function fakeContainers(boot: (version: string) => Boot = () => 'listen'): readonly FakeContainer[] {
  const started: FakeContainer[] = [];
  jest.mocked(startContainer).mockImplementation((props) => {
    const container = fakeContainer(props);
    started.push(container);
    const how = boot(props.image.environment['RELEASE_VERSION'] ?? '');
    if (how === 'listen') container.open(FIRST_PORT + started.length);
    if (how === 'crash') container.end({ code: 1, signal: null }, 'boom');
    return container;
  });
  return started;
}

function fakeContainer(props: ContainerProps): FakeContainer {
  const signals: string[] = [];
  const errors: string[] = [];
  let open: (port: number) => void = () => undefined;
  let end: (exit: Exit) => void = () => undefined;
  const listening = new Promise<number>((resolve) => (open = resolve));
  const exited = new Promise<Exit>((resolve) => (end = resolve));
  return {
    props,
    signals,
    listening,
    exited,
    open: (port) => open(port),
    end: (exit, ...lines) => {
      errors.push(...lines);
      end(exit);
    },
    lastErrors: () => errors,
    stop: (graceMs) => {
      signals.push(`SIGTERM, ${graceMs} ms`);
      end({ code: 0, signal: null });
      return exited;
    },
    kill: () => {
      signals.push('SIGKILL');
      end({ code: null, signal: 'SIGKILL' });
    },
  };
}
