import { pipelinesByService, selectStages } from '../../../rehearsal/pipeline/select-stages';
import { UsageError } from '../../../rehearsal/usage-error';
import { testAction, testModel, testPipeline, testService, testStage } from './model-fixture';

const model = testModel({
  pipelines: [
    testPipeline('my-shop-cart', ['staging', 'production']),
    testPipeline('my-shop-catalog', ['staging']),
  ],
});

const approval = (environment: string) =>
  testStage(
    `Approve-${environment}`,
    testAction({ name: 'Approve', category: 'Approval', provider: 'Manual' }),
  );
const { stages: plain } = testPipeline('shop-web', ['staging', 'load', 'production']);
const tests = testStage('Tests', testAction({ name: 'Run', category: 'Test', provider: 'CodeBuild' }));
const withApprovals = testModel({
  pipelines: [
    {
      ...testPipeline('shop-web'),
      stages: [
        ...[...plain.slice(0, 2), approval('staging'), ...plain.slice(2, 4), tests],
        ...[approval('production'), ...plain.slice(4)],
      ],
    },
  ],
});

describe('pipelinesByService', () => {
  it('takes off what all names begin with, but only up to a dash', () => {
    expect([...pipelinesByService(model).keys()]).toEqual(['cart', 'catalog']);
  });

  it('takes the last word of a single pipeline', () => {
    expect([...pipelinesByService(testModel({ pipelines: [testPipeline('my-shop-cart')] })).keys()]).toEqual([
      'cart',
    ]);
  });

  it('leaves out a pipeline that deploys nothing', () => {
    const checks = { ...testPipeline('my-checks'), stages: testPipeline('x').stages.slice(0, 2) };
    const pipelines = [...model.pipelines, checks];
    expect([...pipelinesByService(testModel({ pipelines })).keys()]).toEqual(['cart', 'catalog']);
  });
});

describe('selectStages', () => {
  it('runs what is before the first environment, and that environment', () => {
    const { stages, skipped, environment, service } = selectStages(model, 'cart');
    expect(stages.map(({ name }) => name)).toEqual(['Source', 'Build', 'staging']);
    expect({ skipped, environment, service }).toEqual({
      skipped: [],
      environment: 'staging',
      service: 'cart',
    });
  });

  it('leaves the environments before the chosen one out, and says which', () => {
    const { stages, skipped } = selectStages(model, 'cart', 'production');
    expect(stages.map(({ name }) => name)).toEqual(['Source', 'Build', 'production']);
    expect(skipped).toEqual(['staging']);
  });

  it('goes on to the environments after the first one, each with the stages that lead to it', () => {
    const { promotesTo, stages } = selectStages(withApprovals, 'web');
    expect(stages.map(({ name }) => name)).toEqual(['Source', 'Build', 'Approve-staging', 'staging']);
    expect(
      promotesTo.map((next) => [next.environment, next.stages.map(({ name }) => name), next.promotesTo]),
    ).toEqual([
      ['load', ['load'], []],
      ['production', ['Tests', 'Approve-production', 'production'], []],
    ]);
  });

  it('goes to a named environment only, and asks nobody about the others', () => {
    const { stages, skipped, promotesTo } = selectStages(withApprovals, 'web', 'production');
    expect(stages.map(({ name }) => name)).toEqual([
      ...['Source', 'Build', 'Tests', 'Approve-production', 'production'],
    ]);
    expect(skipped).toEqual(['Approve-staging', 'staging', 'load']);
    expect(promotesTo).toEqual([]);
  });

  it('accepts the whole name of the pipeline', () => {
    expect(selectStages(model, 'my-shop-catalog').service).toBe('catalog');
  });

  it('prefers the service behind CodeDeploy when none is named', () => {
    const deploy = testStage('staging', testAction({ name: 'Deploy', provider: 'CodeDeployToECS' }));
    const canary = { ...testPipeline('my-shop-web'), stages: [deploy] };
    expect(selectStages(testModel({ pipelines: [...model.pipelines, canary] })).service).toBe('web');
    expect(selectStages(model).service).toBe('cart');
  });

  it('else prefers a service behind a load balancer', () => {
    const inner = testStage(
      'staging',
      testAction({ name: 'Deploy', configuration: { ServiceName: 'inner' } }),
    );
    const pipelines = [
      { ...testPipeline('my-shop-catalog'), stages: [inner] },
      testPipeline('my-shop-web', ['staging']),
    ];
    const services = [testService({ name: 'inner', targetGroupArns: [] }), testService()];
    expect(selectStages(testModel({ pipelines, services })).service).toBe('web');
  });

  it.each([
    ['a service', 'carts', undefined, 'unknown service "carts"; the assembly has: cart, catalog'],
    ['an environment', 'cart', 'prod', 'unknown environment "prod"; the assembly has: staging, production'],
  ])('lists what there is when %s is unknown', (_what, service, environment, message) => {
    expect(() => selectStages(model, service, environment)).toThrow(new UsageError(message));
  });

  it('fails for an assembly without a pipeline', () => {
    expect(() => selectStages(testModel())).toThrow(
      'the assembly has no pipeline that deploys an ECS service',
    );
  });
});
