import { parseOps } from '../../lib/ops/command-line';
import { UsageError } from '../../lib/ops/errors';
import { failureOf } from '../../lib/ops/failure';
import { runOps } from '../../lib/ops/run-ops';
import { fakeSession } from './fake-session';

const parse = (words: string): ReturnType<typeof parseOps> =>
  parseOps(
    words.split(' ').filter((word) => word !== ''),
    () => undefined,
  );

describe('the words after npm run ops --', () => {
  it('has defaults that ask, wait and write text', () => {
    expect(parse('status')).toEqual({ verb: 'status', json: false, yes: false, wait: true });
    expect(parse('rollback --service a --environment b')).toEqual({
      verb: 'rollback',
      service: 'a',
      environment: 'b',
      to: 'previous',
      json: false,
      yes: false,
      wait: true,
    });
  });

  it.each(['status', 'releases', 'rollback', 'incidents', 'postmortem'])(
    '%s takes the flags that all take',
    (verb) => {
      const flags =
        '--service a --environment b --profile p --environment-profile q --region eu-west-1 --json';
      expect(parse(`${verb} ${flags}`)).toMatchObject({
        verb,
        service: 'a',
        environment: 'b',
        profile: 'p',
        environmentProfile: 'q',
        region: 'eu-west-1',
        json: true,
      });
    },
  );

  it('rollback can be told not to ask and not to wait', () => {
    expect(parse('rollback --yes --no-wait --to 123')).toMatchObject({ yes: true, wait: false, to: '123' });
    expect(() => parse('status --yes')).toThrow(UsageError);
  });

  it('postmortem takes a time and a file', () => {
    const words = 'postmortem --from 2026-01-01 --to 2026-01-02 --out draft.md';
    expect(parse(words)).toMatchObject({ from: '2026-01-01', to: '2026-01-02', out: 'draft.md' });
    expect(() => parse('postmortem --yes')).toThrow(UsageError);
  });

  it.each([
    ['statsu', /unknown command 'statsu' \(Did you mean status\?\); npm run ops -- --help/],
    ['status --nope', /unknown option '--nope'/],
    ['status --service', /argument missing/],
    ['rollback now', /too many arguments/],
  ])('refuses "%s" on one line', (words, message) => {
    expect(() => parse(words)).toThrow(message);
    expect(() => parse(words)).toThrow(UsageError);
  });

  it.each(['', '--help', 'help', 'rollback --help', 'help rollback'])('"%s" prints help', (words) => {
    let text = '';
    const print = (part: string): void => void (text += part);
    expect(parseOps(words.split(' ').filter(Boolean), print)).toBeUndefined();
    expect(text).toContain('Usage: ops');
    expect(text.split('\n').filter((line) => line.length > 84)).toEqual([]);
  });
});

function error(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

describe('an error is one clear line', () => {
  it.each([
    [
      error('CredentialsProviderError', 'Could not load credentials from any providers'),
      'no AWS credentials: Could not load credentials from any providers; sign in (for example aws sso login), or name a profile with --profile',
    ],
    [
      error('ExpiredTokenException', 'The security token included in the request is expired.'),
      'AWS does not take these credentials (ExpiredTokenException: The security token included in the request is expired); sign in again, or name another profile with --profile',
    ],
    [
      error(
        'AccessDeniedException',
        'User: arn:aws:iam::1:user/kim is not authorized to perform: codepipeline:GetPipeline on resource: arn:aws:codepipeline:r:1:shop because no identity-based policy allows it',
      ),
      'a permission is missing: arn:aws:iam::1:user/kim may not call codepipeline:GetPipeline on arn:aws:codepipeline:r:1:shop; see docs/operating.md for what an operator needs',
    ],
    [error('AccessDenied', 'Not for you'), 'a permission is missing: Not for you'],
    [
      error('Error', 'getaddrinfo ENOTFOUND ecs.eu-central-1.amazonaws.com', { code: 'ENOTFOUND' }),
      'cannot reach AWS (ENOTFOUND: getaddrinfo ENOTFOUND ecs.eu-central-1.amazonaws.com); check the network',
    ],
    [
      error('TimeoutError', 'socket timed out'),
      'cannot reach AWS (TimeoutError: socket timed out); check the network',
    ],
    [
      error('PipelineNotFoundException', 'Account 1 has no shop.'),
      'the pipeline is not there (Account 1 has no shop); deploy it first (npx cdk deploy --all), or check --profile and --region',
    ],
    [
      error('ThrottlingException', 'Rate exceeded'),
      'AWS takes no more requests for the moment (Rate exceeded); try again in a minute',
    ],
    [
      error('UnableToRollbackStageException', 'the stage\nis running', { $metadata: {} }),
      'AWS says UnableToRollbackStageException: the stage',
    ],
  ])('%s', (given, message) => {
    expect(failureOf(given)).toEqual({ message, status: 1 });
  });

  it('names the profile that has no credentials', () => {
    const given = error('CredentialsProviderError', 'not found.');
    expect(failureOf(given, 'shop').message).toMatch(
      /^no AWS credentials in the profile shop: not found; sign/,
    );
  });

  it('says so when the program itself is to blame', () => {
    expect(failureOf(new TypeError('x is not a function'))).toEqual({
      message: 'TypeError: x is not a function',
      status: 1,
      unexpected: true,
    });
    expect(failureOf('odd')).toEqual({ message: 'odd', status: 1, unexpected: true });
  });
});

it.each([
  ['rollback', ['service', 'environment']],
  ['releases', ['service']],
  ['postmortem', ['service', 'environment', 'from']],
  ['status', []],
])('the help of %s says what is required', (verb, required) => {
  let help = '';
  parseOps([verb, '--help'], (text) => (help += text));
  const options = help.replaceAll(/\n {10,}/g, ' ').split('\n');
  const said = options
    .filter((line) => line.includes('required'))
    .map((line) => /--([a-z-]+)/.exec(line)?.[1]);
  expect(said).toEqual(required);
});

describe('before anything is asked', () => {
  const place = ['--service', 'catalog', '--environment', 'production'];

  // Nothing answers here: a command that asks AWS first would wait and say so.
  it.each([
    [['rollback'], '--service is missing; allowed: catalog, storefront'],
    [['rollback', ...place, '--to', 'abc!'], '--to: got "abc!"; allowed: previous'],
    [['rollback', ...place], 'there is no terminal to ask at; add --yes'],
    [['dora', '--to', 'abc!'], '--to: got "abc!"; allowed: a date'],
    [
      ['status', '--region', 'us-esat-1'],
      `--region: got "us-esat-1"; allowed: a region of the public partition of AWS; fix: write 'us-east-1'`,
    ],
  ])('%j is refused', async (words, line) => {
    const { session } = fakeSession({ interactive: false });
    const host = {
      project: () => session.project,
      output: () => session.output,
      clock: session.clock,
      print: () => undefined,
    };
    const refused = await runOps(words, host).catch((caught: unknown) => caught);
    expect(refused).toBeInstanceOf(UsageError);
    expect((refused as Error).message).toContain(line);
  });
});
