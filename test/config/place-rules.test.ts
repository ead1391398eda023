import { placeRules } from '../../lib/config/place-rules';
import { tracingRules } from '../../lib/config/tracing-rules';

const TOOLS = '111111111111';
const OTHER = '222222222222';
const region = 'eu-central-1';

it.each([
  ['no account is given at all', {}, {}],
  ['both are in one account', { account: TOOLS }, { account: TOOLS }],
  ['the environment has an account of its own', { account: TOOLS }, { account: OTHER }],
])('are kept when %s', (_, toolchain, environment) => {
  expect(placeRules({ region, ...toolchain }, [{ region, ...environment }])).toEqual([]);
});

it('want the account of every environment when the toolchain has one', () => {
  const environments = [{ region, account: OTHER }, { region }];
  expect(placeRules({ region, account: TOOLS }, environments)).toEqual([
    {
      path: 'environments[1].account',
      got: undefined,
      message: expect.stringMatching(
        /^allowed: an account id, because toolchain\.account has one; fix: write/,
      ) as unknown,
    },
  ]);
});

it('want the account of the toolchain when an environment has one', () => {
  expect(placeRules({ region }, [{ region }, { region, account: OTHER }])).toEqual([
    {
      path: 'toolchain.account',
      got: undefined,
      message: expect.stringMatching(
        /^allowed: an account id, because environments\[1\]\.account has one; fix/,
      ) as unknown,
    },
  ]);
});

it('keep every environment in the region of the toolchain, in whatever account', () => {
  const elsewhere = { region: 'eu-west-1', account: OTHER };
  expect(placeRules({ region, account: TOOLS }, [elsewhere])).toEqual([
    {
      path: 'environments[0].region',
      got: 'eu-west-1',
      message: expect.stringMatching(
        /^allowed: "eu-central-1", as in toolchain\.region; fix: use one region/,
      ) as unknown,
    },
  ]);
});

it.each([
  ['a number', 222222222222],
  ['a short one', '2222'],
])('leave an account that is %s to the check of its shape', (_, account) => {
  expect(placeRules({ region, account: TOOLS }, [{ region, account }])).toEqual([]);
});

it.each([
  [OTHER, []],
  [TOOLS, ['environments[0].services[0].https.certificateArn']],
])('want the certificate in the account of the environment; one of %s breaks %j', (owner, broken) => {
  const certificateArn = `arn:aws:acm:${region}:${owner}:certificate/00000000-0000-0000-0000-000000000000`;
  const storefront = {
    name: 'storefront',
    exposure: 'public',
    delivery: { kind: 'canary', percent: 10, intervalMinutes: 5 },
    https: { domainName: 'shop.example.com', certificateArn },
  };
  const environment = { region, account: OTHER, services: [storefront] };
  const problems = placeRules({ region, account: TOOLS }, [environment]);
  expect(problems.map(({ path }) => path)).toEqual(broken);
});

it('leave a certificate alone while no account is given', () => {
  const services = [{ https: { certificateArn: `arn:aws:acm:${region}:${OTHER}:certificate/a` } }];
  expect(placeRules({ region }, [{ region, services }])).toEqual([]);
});

describe('what an account and region has once', () => {
  const search = { region, tracing: { transactionSearch: {} } };
  const signals = { region, tracing: { applicationSignals: true } };

  it.each([
    ['one environment asks for each of them', [search, { region }, signals]],
    ['two environments are in different accounts', [search, { ...search, account: OTHER }]],
    ['nobody asks', [{ region }, { region, tracing: { enabled: false } }]],
    ['a shape is wrong, which is told elsewhere', [search, { region, tracing: { transactionSearch: 7 } }]],
  ])('is fine when %s', (_, environments) => {
    expect(tracingRules(environments)).toEqual([]);
  });

  it.each([
    ['transactionSearch', search],
    ['applicationSignals', signals],
  ])('%s is refused in a second environment there', (field, environment) => {
    expect(tracingRules([environment, environment])).toEqual([
      {
        path: `environments[1].tracing.${field}`,
        got: expect.anything() as unknown,
        message: expect.stringMatching(/^allowed: in one environment of an account and region.*; fix: remove/) as unknown, // prettier-ignore
      },
    ]);
  });

  it('makes no sense without traces', () => {
    const off = { region, tracing: { enabled: false, applicationSignals: true } };
    expect(tracingRules([off]).map(({ path, message }) => [path, message])).toEqual([
      [
        'environments[0].tracing.applicationSignals',
        'allowed: only where tracing is enabled; fix: remove it or enable tracing',
      ],
    ]);
  });
});
