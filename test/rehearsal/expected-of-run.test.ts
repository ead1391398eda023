import { ENV } from '../../app/shared/contract';
import { checkFault, checkStages, expectedOfRun, liftedRefusal } from '../../rehearsal/expected-of-run';
import type { StageModel } from '../../rehearsal/model';
import { selectStages } from '../../rehearsal/pipeline/select-stages';
import { findScenario } from '../../rehearsal/scenarios';
import { UsageError } from '../../rehearsal/usage-error';
import { testAction, testModel, testPipeline, testService, testStage } from './pipeline/model-fixture';

const approve = testStage(
  'Approve',
  testAction({ name: 'Approve', category: 'Approval', provider: 'Manual' }),
);
const rule = { name: 'red', provider: 'CloudWatchAlarm', configuration: { AlarmName: 'red' } };
const guarded = (stage: StageModel): StageModel => ({ ...stage, entryRules: [rule] });

/** Staging, then production with an approval and alarms before it; `staging` changes the first of them. */
function run(staging: (stage: StageModel) => StageModel, environment?: string) {
  const pipeline = testPipeline('shop-web', ['staging', 'production']);
  const [source, build, first, last] = pipeline.stages as [StageModel, StageModel, StageModel, StageModel];
  const stages = [source, build, staging(first), approve, guarded(last)];
  const model = testModel({ pipelines: [{ ...pipeline, stages }], services: [testService()] });
  return { model, selection: selectStages(model, 'web', environment) };
}

const same = (stage: StageModel): StageModel => stage;

describe('what a run over two environments ends with', () => {
  const { model, selection } = run(same);

  it.each([
    ['healthy', { environment: 'production', outcome: 'released', causes: [], mayFailPercent: 0 }],
    ['failing-hook', { environment: 'staging', outcome: 'rolled-back', causes: ['hook'], mayFailPercent: 0 }],
    ['failing-tests', { environment: 'staging', outcome: 'stopped', causes: ['build'], mayFailPercent: 0 }],
    [
      'rejected-approval',
      { environment: 'production', outcome: 'stopped', causes: ['approval'], mayFailPercent: 0 },
    ],
  ])('%s: %j', (name, ending) => {
    expect(expectedOfRun(findScenario(name), model, selection)).toEqual([ending]);
  });

  it('a fault that nothing in staging stops comes to production', () => {
    expect(expectedOfRun(findScenario('memory-leak'), model, selection)).toMatchObject([
      { environment: 'production', outcome: 'released' },
    ]);
    const alone = run(same, 'staging');
    expect(expectedOfRun(findScenario('memory-leak'), alone.model, alone.selection)).toMatchObject([
      { environment: 'staging', outcome: 'released' },
    ]);
  });
});

describe('a planted fault where the services refuse faults', () => {
  const { model, selection } = run(same);
  const [service = testService()] = model.services;
  const runningIn = (name: string, allowed: string) => {
    const environment = { [ENV.environment]: name, [ENV.faultsAllowed]: allowed };
    return { ...service, task: { ...service.task, environment } };
  };
  const allowing = (allowed: string) => ({
    ...model,
    services: [runningIn('staging', 'true'), runningIn('production', allowed)],
  });

  it.each(['crash-on-boot', 'alarm-already-red'])(
    '%s: it is said that the refusal is lifted here',
    (name) => {
      const said = (allowed: string) => liftedRefusal(findScenario(name), allowing(allowed), selection);
      expect(said('false')).toContain(
        'On AWS, the services refuse planted faults in production: this rehearsal sets FAULTS_ALLOWED=true',
      );
      expect(said('true')).toBeUndefined();
      expect(liftedRefusal(findScenario(name), model, selection)).toBeUndefined();
    },
  );

  it('there is nothing to say about a release without a fault', () => {
    expect(liftedRefusal(findScenario('healthy'), allowing('false'), selection)).toBeUndefined();
  });
});

describe('a fault of a service that knows no planted faults', () => {
  const foreign = { ...testService().task, environment: {} };
  const check = (name: string, changed: object = {}) => {
    return (): void => checkFault(findScenario(name), testService({ task: foreign, ...changed }));
  };

  it.each(['memory-leak', 'dependency-failure', 'failing-tests'])('%s is refused in one line', (name) => {
    expect(check(name)).toThrow(UsageError);
    expect(check(name)).toThrow(
      `the scenario ${name} is about a service of this project or a fork, and web is none: its task definition does ` +
        'not have FAULTS_ALLOWED; try healthy, critical-cve, crash-on-boot, unhealthy, failing-hook, error-spike, slow, ' +
        'alarm-already-red, rejected-approval',
    );
    const task = { ...testService().task, environment: { [ENV.faultsAllowed]: 'false' } };
    expect(check(name, { task })).not.toThrow();
  });

  it.each(['healthy', 'crash-on-boot', 'unhealthy', 'failing-hook', 'error-spike', 'slow'])(
    '%s can be made from outside',
    (name) => {
      expect(check(name)).not.toThrow();
    },
  );

  it('a service without any health check cannot be unhealthy', () => {
    const message = 'the scenario unhealthy needs a health check, and web has none';
    expect(check('unhealthy', { targetGroupArns: [] })).toThrow(message);
    expect(check('crash-on-boot', { targetGroupArns: [] })).not.toThrow();
  });
});

describe('a scenario about something that the stages do not have', () => {
  it('nobody is asked who could reject', () => {
    const rejected = findScenario('rejected-approval');
    expect(() => checkStages(rejected, run(same).selection)).not.toThrow();
    const check = (): void => checkStages(rejected, run(same, 'staging').selection);
    expect(check).toThrow(UsageError);
    expect(check).toThrow(
      'needs an approval, and the pipeline of web has none before staging; try it with --project bin/staging-production.ts',
    );
  });

  it('no alarm is asked before the first environment', () => {
    const red = findScenario('alarm-already-red');
    expect(() => checkStages(red, run(guarded).selection)).not.toThrow();
    expect(() => checkStages(red, run(same).selection)).toThrow('has none before staging; set blockOnAlarms');
    expect(() => checkStages(red, run(guarded, 'production').selection)).not.toThrow();
  });
});
