import { rulesOf } from '../../../rehearsal/pipeline/tell-account';
import { testModel } from './model-fixture';

const rule = (...functionArns: string[]) => ({ arn: 'arn:rule', pattern: {}, functionArns });
const watch = {
  ...{ name: 'watch', arn: 'arn:watch', code: { directory: '/nowhere' }, handler: 'index.handler' },
  ...{ environment: {}, timeoutSeconds: 3 },
};

test('rules call only functions whose code the rehearsal has', () => {
  const eventRules = [rule('arn:watch', 'arn:python'), rule('arn:python')];
  expect(rulesOf(testModel({ functions: [watch], eventRules }))).toEqual([rule('arn:watch')]);
  expect(rulesOf(testModel())).toEqual([]);
});
