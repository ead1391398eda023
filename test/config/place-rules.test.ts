import { placeRules } from '../../lib/config/place-rules';

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
