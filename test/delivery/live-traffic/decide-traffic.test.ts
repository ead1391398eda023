import { decideTraffic } from '../../../lib/delivery/live-traffic/decide-traffic';
import type { Seen } from '../../../lib/delivery/live-traffic/decide-traffic';

const ALL_BLUE = { blue: 100, green: 0 };
const ALL_GREEN = { blue: 0, green: 100 };
const SPLIT = { blue: 90, green: 10 };
const deployment = {
  id: 'd-ABCDEF123',
  stopCommand: 'aws deploy stop-deployment --deployment-id d-ABCDEF123',
};
const quiet: Seen = {
  rollingBack: false,
  deployments: [],
  production: ALL_GREEN,
  test: ALL_BLUE,
  mover: 'code-deploy',
  moverBefore: 'code-deploy',
  groupsBefore: ['old-blue', 'old-green'],
};
const decide = (changes: Partial<Seen>) => decideTraffic({ ...quiet, ...changes });

describe('what is written', () => {
  it.each<[string, Partial<Seen>, ReturnType<typeof decideTraffic>]>([
    ['green while green is live', {}, { production: ALL_GREEN, test: ALL_BLUE }],
    [
      'both on one colour, as CodeDeploy leaves it',
      { test: ALL_GREEN },
      { production: ALL_GREEN, test: ALL_GREEN },
    ],
    [
      'blue and green on the first creation',
      { production: undefined, test: undefined },
      { production: ALL_BLUE, test: ALL_GREEN },
    ],
    [
      'blue for users and checks on the first creation, where ECS moves both',
      { production: undefined, test: undefined, mover: 'ecs-shift', moverBefore: 'ecs-shift' },
      { production: ALL_BLUE, test: ALL_BLUE },
    ],
    [
      'blue, when the mover changes while users are on blue',
      { production: ALL_BLUE, mover: 'ecs-rolling' },
      { production: ALL_BLUE, test: ALL_BLUE },
    ],
    [
      'the colour with the tasks, when the listener is made again',
      { production: undefined, test: undefined, tasks: { blue: 0, green: 2 } },
      { production: ALL_GREEN, test: ALL_BLUE },
    ],
    [
      'blue, when both colours have as many tasks',
      { production: undefined, tasks: { blue: 2, green: 2 } },
      { production: ALL_BLUE, test: ALL_BLUE },
    ],
    [
      'the idle colour, when the test listener is new',
      { test: undefined },
      { production: ALL_GREEN, test: ALL_BLUE },
    ],
    [
      'the idle colour, when test traffic goes elsewhere: no user is there',
      { test: { elsewhere: 'fixed-response' } },
      { production: ALL_GREEN, test: ALL_BLUE },
    ],
    ['test traffic as it is, also when it is split', { test: SPLIT }, { production: ALL_GREEN, test: SPLIT }],
    [
      'the weights themselves, not what they come to',
      { production: { blue: 1, green: 0 } },
      { production: { blue: 1, green: 0 }, test: ALL_BLUE },
    ],
  ])('is %s', (_, changes, traffic) => {
    expect(decide(changes)).toEqual(traffic);
  });
});

describe('a refusal', () => {
  it('names the deployment that is in progress, and how to end it', () => {
    expect(() => decide({ deployments: [deployment] })).toThrow(
      /^Deployment d-ABCDEF123 is in progress.* end it \(aws deploy stop-deployment --deployment-id d-ABCDEF123\), then deploy this stack again/,
    );
  });

  it('comes also while traffic is still on one colour', () => {
    expect(() => decide({ production: ALL_BLUE, deployments: [deployment] })).toThrow(/is in progress/);
  });

  it('tells the split that a dead deployment has left', () => {
    expect(() => decide({ production: SPLIT })).toThrow(
      /^Production traffic is split \(blue 90, green 10\) although no deployment is in progress/,
    );
  });

  it('tells where traffic goes when it is none of the two target groups', () => {
    expect(() => decide({ production: { elsewhere: 'fixed-response' } })).toThrow(
      /^Production traffic goes to fixed-response, which is neither the blue nor the green target group/,
    );
  });

  it('tells that the target group of the users would be replaced', () => {
    for (const elsewhere of ['old-blue', 'old-green']) {
      expect(() => decide({ production: { elsewhere } })).toThrow(
        new RegExp(`^Production traffic goes to ${elsewhere}, .* would replace that target group`),
      );
    }
    expect(() => decide({ production: { elsewhere: 'other' } })).toThrow(/neither the blue/);
  });
});

describe('another mover of the traffic', () => {
  const words =
    /^The delivery changes from code-deploy to ecs-shift, .* users are on green.*release once more/;

  it('is refused while users are on green, because its ECS service begins in blue', () => {
    expect(() => decide({ mover: 'ecs-shift' })).toThrow(words);
  });

  it('is refused also when only the tasks tell that users are on green', () => {
    const tasks = { blue: 0, green: 1 };
    expect(() => decide({ mover: 'ecs-shift', production: undefined, tasks })).toThrow(words);
  });
});

describe('a rollback of the stack', () => {
  it.each<[string, Partial<Seen>, ReturnType<typeof decideTraffic>]>([
    ['during a deployment', { deployments: [deployment] }, { production: ALL_GREEN, test: ALL_BLUE }],
    ['with split traffic, which stays split', { production: SPLIT }, { production: SPLIT, test: ALL_BLUE }],
    ['to another mover', { mover: 'ecs-shift' }, { production: ALL_GREEN, test: ALL_BLUE }],
    [
      'with traffic elsewhere, which goes where the tasks are',
      { production: { elsewhere: 'fixed-response' }, tasks: { blue: 1, green: 3 } },
      { production: ALL_GREEN, test: ALL_BLUE },
    ],
  ])('is not refused %s', (_, changes, traffic) => {
    expect(decide({ ...changes, rollingBack: true })).toEqual(traffic);
  });
});
