import type { DeploymentOutcome } from '../../../rehearsal/cloud/types';
import { execute } from '../../../rehearsal/pipeline/execute';
import { testAction, testStage } from './model-fixture';
import { GOOD_DEPLOYMENT, testContext } from './run-context-fixture';

const deploy = testAction({
  name: 'Deploy',
  inputArtifacts: ['Build'],
  configuration: { ServiceName: 'web' },
});
const check = testAction({ name: 'Verify', category: 'Invoke', provider: 'Lambda', runOrder: 2 });

/** A stage that deploys what the build names and then runs `last`; the function behind it fails for the image `new`. */
function release({ outcome = GOOD_DEPLOYMENT, rollsBack = true, last = check, alwaysBad = false } = {}) {
  const deployed: string[] = [];
  const deployRolling = ({ image }: { image: string }): Promise<DeploymentOutcome> => {
    deployed.push(image);
    return Promise.resolve(outcome);
  };
  const { context, events } = testContext(
    { deployRolling },
    () =>
      Promise.resolve(
        alwaysBad || deployed.at(-1) === 'new'
          ? { succeeded: false, reason: 'production is bad' }
          : { succeeded: true, result: null },
      ),
    { imageBefore: () => 'old' },
  );
  jest.spyOn(context.answers, 'waitForJob').mockImplementation(
    async () =>
      new Promise((resolve) => {
        if (!alwaysBad && deployed.at(-1) === 'old') resolve({ succeeded: true, variables: {} });
      }),
  );
  context.artifacts.putFiles('Build', {
    'imagedefinitions.json': new TextEncoder().encode('[{"name":"app","imageUri":"new"}]'),
    'other.txt': new TextEncoder().encode('kept'),
  });
  const stage = { ...testStage('sandbox', deploy, last), rollsBack };
  const notes = (): string[] => events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
  const told = (): string[] => events.flatMap((event) => (event.type === 'stage' ? [event.status] : []));
  return { run: async () => execute([stage], context), context, deployed, notes, told };
}

it('runs the stage again with the image before when an action after the deployment fails', async () => {
  const { run, deployed, told, notes, context } = release();
  const outcome = await run();

  expect(deployed).toEqual(['new', 'old']);
  expect(outcome).toMatchObject({
    stopped: { action: 'Verify', reason: expect.stringContaining('production is bad') as string },
    deployment: { image: 'new' },
  });
  expect(outcome.rollbackSeconds).toBeGreaterThanOrEqual(0);
  expect(told()).toEqual(['started', 'failed', 'started', 'succeeded']);
  expect(notes()).toEqual(['CodePipeline rolls sandbox back to the version before.']);
  expect(context.artifacts.text('Build', 'other.txt', deploy)).toBe('kept');
});

it('leaves the new version with the users when the version before fails too', async () => {
  const { run, deployed, told } = release({ alwaysBad: true });

  expect(await run()).not.toHaveProperty('rollbackSeconds');
  expect(deployed).toEqual(['new', 'old']);
  expect(told()).toEqual(['started', 'failed', 'started', 'failed']);
});

it('releases the version before onto itself when the deployment has gone back by itself', async () => {
  const { run, deployed, notes, told } = release({ outcome: { ...GOOD_DEPLOYMENT, status: 'rolled-back' } });

  const outcome = await run();
  expect(outcome).toMatchObject({ stopped: { action: 'Deploy' }, deployment: { image: 'new' } });
  expect(outcome).not.toHaveProperty('rollbackSeconds');
  expect(deployed).toEqual(['new', 'old']);
  // The deployment of this test goes back each time.
  expect(told()).toEqual(['started', 'failed', 'started', 'failed']);
  expect(notes()).toEqual([
    'CodePipeline rolls sandbox back: the version before is released once more, onto itself.',
    'The rollback of sandbox failed at Deploy: the deployment rolled-back',
  ]);
});

it('releases the version before onto itself when nothing was deployed', async () => {
  const { run, deployed, context } = release({ last: { ...check, name: 'Prepare', runOrder: 0 } });
  let asked = 0;
  jest.spyOn(context.answers, 'waitForJob').mockImplementation(
    async () =>
      new Promise((resolve) => {
        asked += 1;
        resolve(asked === 1 ? { succeeded: false, reason: 'no image' } : { succeeded: true, variables: {} });
      }),
  );

  expect(await run()).toMatchObject({ stopped: { action: 'Prepare', reason: 'no image' } });
  expect(deployed).toEqual(['old']);
});

it('does nothing when the stage has no rollback', async () => {
  const { run, deployed, notes } = release({ rollsBack: false });

  expect(await run()).toMatchObject({ stopped: { action: 'Verify' } });
  expect([deployed, notes()]).toEqual([['new'], []]);
});
