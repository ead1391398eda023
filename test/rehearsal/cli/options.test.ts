import { parseOptions } from '../../../rehearsal/cli/options';
import { UsageError } from '../../../rehearsal/usage-error';
import { temporaryDirectory } from '../pipeline/temporary';

const here = '/home/me';

describe('parseOptions', () => {
  it('has defaults for everything', () => {
    const expected = {
      command: 'run',
      runtime: 'process',
      scenario: 'healthy',
      speed: 60,
      rate: 100,
      json: false,
      open: false,
    };
    expect(parseOptions([], here)).toEqual(expected);
    expect(parseOptions(['run'], here)).toEqual(expected);
  });

  it('reads every flag, paths from where the person is', () => {
    const reports = temporaryDirectory();
    const words = [
      'run',
      '--service',
      'catalog',
      '--environment',
      'staging',
      '--scenario',
      'slow',
      '--speed',
      '120',
    ];
    const more = ['--rate', '7.5', '--assembly', 'cdk.out', '--json', '--report', 'r.html', '--open'];
    expect(parseOptions([...words, ...more], reports)).toEqual({
      command: 'run',
      service: 'catalog',
      environment: 'staging',
      scenario: 'slow',
      runtime: 'process',
      speed: 120,
      rate: 7.5,
      assembly: `${reports}/cdk.out`,
      json: true,
      report: `${reports}/r.html`,
      open: true,
    });
  });

  it('takes a tree that is there, and no other', () => {
    const parent = temporaryDirectory({ 'shop/a.txt': 'a' });
    expect(parseOptions(['--source', 'shop'], parent)).toMatchObject({ source: `${parent}/shop` });
    expect(parseOptions(['tour', '--source', 'shop'], parent)).toMatchObject({ source: `${parent}/shop` });
    const wrong = (path: string) => (): unknown => parseOptions(['--source', path], parent);
    expect(wrong('cart')).toThrow(UsageError);
    expect(wrong('shop/a.txt')).toThrow('--source: there is no directory shop/a.txt; name the root');
  });

  it.each([
    ['service', 'web'],
    ['environment', 'sandbox'],
    ['strategy', 'rolling'],
    ['runtime', 'process'],
    ['speed', '60'],
    ['rate', '100'],
    ['report', 'r.html'],
    ['open', undefined],
  ])('refuses --%s for the scenario drift, which releases nothing', (name, value) => {
    const words = ['--scenario', 'drift', `--${name}`, ...(value === undefined ? [] : [value])];
    expect(() => parseOptions(words, here)).toThrow(
      new UsageError(`--${name} has no meaning for the scenario drift, which releases nothing; leave it out`),
    );
  });

  it('takes what tells where the stacks are for the scenario drift, and how to print', () => {
    const words = ['--scenario', 'drift', '--assembly', 'cdk.out', '--json'];
    expect(parseOptions(words, here)).toMatchObject({ scenario: 'drift', json: true, speed: 60 });
  });

  it('writes a report in the tour, and when one is to be opened', () => {
    expect(parseOptions(['tour'], here)?.report).toBe('/home/me/build/rehearsal-report.html');
    expect(parseOptions(['run', '--open'], here)?.report).toBe('/home/me/build/rehearsal-report.html');
  });

  it('takes the project of a file that is there, from where the person is', () => {
    const place = temporaryDirectory({ 'bin/two.ts': '' });
    expect(parseOptions(['--project', 'bin/two.ts'], place)?.projectFile).toBe(`${place}/bin/two.ts`);
    expect(() => parseOptions(['--project', 'bin/two.ts', '--assembly', 'x'], place)).toThrow(
      '--project cannot change the assembly of --assembly x; leave one of the two out',
    );
  });

  it('runs tasks as containers when asked for', () => {
    expect(parseOptions(['--runtime', 'docker'], here)?.runtime).toBe('docker');
  });

  it.each([
    [['--project', 'bin'], '--project: there is no file bin; name one like bin/staging-production.ts'],
    [['--runtime', 'podman'], '--runtime: got "podman"; it must be process or docker'],
    [['--speeed', '9'], "unknown option '--speeed' (Did you mean --speed?)"],
    [['run', 'storefront'], 'too many arguments'],
    [['rehearse'], 'too many arguments'],
    [['--service'], "option '--service <name>' argument missing"],
    [['tour', '--scenario', 'slow'], "unknown option '--scenario'"],
    [['--speed', '0'], '--speed: got "0"; it must be a number from 1 to 600'],
    [['--speed', 'fast'], '--speed: got "fast"'],
    [['--speed', ''], '--speed: got ""'],
    [['--speed=NaN'], '--speed: got "NaN"'],
    [['--rate', '-5'], '--rate: got "-5"; it must be a number from 1 to 2000'],
    [['--rate', '1e9'], '--rate: got "1e9"'],
    [
      ['--report', '/no/such/dir/r.html'],
      '--report: cannot write /no/such/dir/r.html: /no/such/dir is not a directory',
    ],
    [['--speed', '601'], '--speed: got "601"'],
    [['--speed', '-1'], '--speed: got "-1"'],
    [['--speed', '60x'], '--speed: got "60x"'],
    [['--speed', 'Infinity'], '--speed: got "Infinity"'],
    [['--rate', '0'], '--rate: got "0"'],
    [['--rate', '2001'], '--rate: got "2001"'],
    [['--rate', ' '], '--rate: got " "'],
    [['tour', '--rate', 'x'], '--rate: got "x"'],
    [['tour', '--json'], "unknown option '--json'"],
    [['tour', '--service', 'a'], "unknown option '--service'"],
    [['tour', 'now'], 'too many arguments'],
    [['--scenario'], "option '--scenario <name>' argument missing"],
    [['--assembly'], "option '--assembly <dir>' argument missing"],
    [['--strategy', 'canary'], '--strategy: "canary" is no strategy; allowed: all-at-once | blue-green'],
    [['--strategy', 'code-deploy/rolling'], '--strategy: "code-deploy/rolling" is no strategy'],
    [
      ['--strategy', 'rolling', '--assembly', 'cdk.out'],
      '--strategy cannot change the assembly of --assembly cdk.out; leave one of the two out',
    ],
    [['--report', '/tmp'], '--report: cannot write /tmp: it is a directory; name a file in it'],
  ])('refuses %j in one line', (words, message) => {
    const parse = (): unknown => parseOptions(words, here);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow('\n');
  });

  it.each([
    ['--speed', '1', { speed: 1 }],
    ['--speed', '600', { speed: 600 }],
    ['--speed', '0x10', { speed: 16 }],
    ['--rate', '1', { rate: 1 }],
    ['--rate', '2000', { rate: 2000 }],
  ])('accepts the bound %s %s', (flag, value, expected) => {
    expect(parseOptions([flag, value], here)).toMatchObject(expected);
    expect(parseOptions(['tour', flag, value], here)).toMatchObject({ command: 'tour', ...expected });
  });

  it.each([
    'all-at-once',
    'canary:10%/5m',
    'linear:10%/1m',
    'rolling',
    'ecs/canary:10%/5m',
    'ecs/linear:20%/2m/bake 1m',
    'blue-green/bake 10m',
  ])('accepts the strategy %s', (strategy) => {
    expect(parseOptions(['--strategy', strategy], here)).toMatchObject({ strategy });
  });

  it('takes the last of a flag that is given twice, and values behind an equals sign', () => {
    expect(parseOptions(['--rate=5', '--rate=6', '--service=a=b'], here)).toMatchObject({
      rate: 6,
      service: 'a=b',
    });
  });

  it('keeps absolute paths, and writes no report unless one is wanted', () => {
    const report = `${temporaryDirectory()}/r.html`;
    expect(parseOptions(['--assembly', '/abs', '--report', report], here)).toMatchObject({
      assembly: '/abs',
      report,
    });
    expect(parseOptions([], here)).not.toHaveProperty('report');
  });

  it('names the bounds in the help of both commands', () => {
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    for (const command of ['run', 'tour']) {
      written.mockClear();
      expect(parseOptions([command, '--help'], here)).toBeUndefined();
      const help = written.mock.calls.join('').replace(/\s+/g, ' ');
      expect(help).toContain('1 to 600 (default: "60")');
      expect(help).toContain('1 to 2000 (default: "100")');
      expect(help).toContain('build/rehearsal-report.html');
    }
    written.mockRestore();
  });

  it('gives nothing to do when only the help was wanted', () => {
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    expect(parseOptions(['run', '--help'], here)).toBeUndefined();
    expect(written.mock.calls.join('')).toContain('--scenario <name>');
    written.mockRestore();
  });
});
