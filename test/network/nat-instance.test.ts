import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NatInstance } from '../../lib/network/nat-instance';
import { synth } from '../shared/synth';

function networkOf(instanceType: string) {
  return synth((stack) => {
    const address = new ec2.CfnEIP(stack, 'Address', { domain: 'vpc' });
    new ec2.Vpc(stack, 'Vpc', {
      natGateways: 1,
      natGatewayProvider: new NatInstance({ instanceType, cidr: '10.0.0.0/16', address }),
    });
  });
}

const template = networkOf('t4g.nano');
const [[logicalId, instance] = ['', {}]] = Object.entries(template.findResources('AWS::EC2::Instance'));

it('forwards for the network and takes nothing from outside', () => {
  template.hasResourceProperties('AWS::EC2::Instance', { SourceDestCheck: false });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/16', IpProtocol: '-1' })],
  });
});

it('runs the newest Amazon Linux for ARM, with an encrypted disk and protected credentials', () => {
  template.hasParameter('*', {
    Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
    Default: Match.stringLikeRegexp('al2023-ami-kernel-.*-arm64$'),
  });
  template.hasResourceProperties('AWS::EC2::Instance', {
    InstanceType: 't4g.nano',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: Match.objectLike({ Encrypted: true }) }],
    MetadataOptions: { HttpTokens: 'required' },
  });
});

it('has a role that may do nothing', () => {
  template.resourceCountIs('AWS::IAM::Policy', 0);
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: Match.objectLike({
      Statement: [Match.objectLike({ Principal: { Service: 'ec2.amazonaws.com' } })],
    }),
    ManagedPolicyArns: Match.absent(),
    Policies: Match.absent(),
  });
});

it.each([
  ['t4g.nano', { CPUCredits: 'standard' }],
  ['c7g.medium', undefined],
])('limits CPU credits where %s has any', (instanceType, credits) => {
  networkOf(instanceType).hasResourceProperties('AWS::EC2::Instance', {
    CreditSpecification: credits ?? Match.absent(),
  });
});

it('is ready when it says so, and reaches the internet to say it', () => {
  expect(instance).toMatchObject({
    CreationPolicy: { ResourceSignal: { Timeout: 'PT10M' } },
    Properties: { NetworkInterfaces: [{ AssociatePublicIpAddress: true }] },
  });
});

it('fails when the network has no public subnet', () => {
  const isolated = () =>
    new NatInstance({
      instanceType: 't4g.nano',
      cidr: '10.0.0.0/16',
      address: {} as ec2.CfnEIP,
    }).configureNat({
      vpc: {} as ec2.Vpc,
      natSubnets: [],
      privateSubnets: [],
    });
  expect(isolated).toThrow('a NAT instance needs a public subnet');
});

describe('its first boot, with stand-ins for the commands of the machine', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nat-'));
    for (const folder of ['bin', 'etc/sysctl.d', 'etc/sysconfig', 'opt/aws/bin']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    for (const name of ['sysctl', 'systemctl', 'iptables', 'sleep', 'mkswap', 'swapon']) {
      command(`bin/${name}`, '');
    }
    command('bin/dd', `touch ${root}/swapfile`);
    command('bin/ip', 'echo "default via 10.0.0.1 dev ens5 proto dhcp metric 512"');
    command('bin/iptables-save', 'echo saved');
    command('opt/aws/bin/cfn-signal', '');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function command(path: string, body: string): void {
    const name = path.slice(path.lastIndexOf('/') + 1);
    writeFileSync(join(root, path), `#!/bin/bash\necho "${name} $*" >> "${root}/calls"\n${body}\n`);
    chmodSync(join(root, path), 0o755);
  }

  const swapFile = (): string => join(root, 'swapfile');

  function boot(): string[] {
    const { UserData } = (instance as { Properties: { UserData: { 'Fn::Base64': string } } }).Properties;
    const script = UserData['Fn::Base64'].replaceAll('/etc/', `${root}/etc/`);
    const file = join(root, 'user-data');
    writeFileSync(file, script.replaceAll('/opt/', `${root}/opt/`).replaceAll('/swapfile', swapFile()));
    const env = { ...process.env, PATH: `${join(root, 'bin')}:${process.env.PATH}` };
    try {
      execFileSync('bash', [file], { env, stdio: 'pipe' });
    } catch {
      // What CloudFormation hears is in the calls.
    }
    return readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');
  }

  it('forwards by the interface of its default route, saves that and reports success last', () => {
    command('bin/dnf', '');
    const calls = boot();
    expect(calls).toEqual([
      `dd if=/dev/zero of=${swapFile()} bs=1M count=512`,
      `mkswap ${swapFile()}`,
      `swapon ${swapFile()}`,
      'dnf --assumeyes install iptables-services',
      `sysctl --load=${root}/etc/sysctl.d/90-nat.conf`,
      'systemctl enable --now iptables',
      'ip -oneline -4 route show to default',
      'iptables --table nat --append POSTROUTING --out-interface ens5 --jump MASQUERADE',
      'iptables --flush FORWARD',
      'iptables-save ',
      `cfn-signal --stack Test --resource ${logicalId} --region us-east-1 -e 0`,
    ]);
    expect(readFileSync(join(root, 'etc/sysctl.d/90-nat.conf'), 'utf8')).toBe('net.ipv4.ip_forward = 1\n');
    expect(readFileSync(join(root, 'etc/sysconfig/iptables'), 'utf8')).toBe('saved\n');
  });

  it('lets nobody but root read what is swapped out', () => {
    command('bin/dnf', '');
    boot();
    expect((statSync(swapFile()).mode & 0o777).toString(8)).toBe('600');
  });

  it.each(['dd', 'mkswap', 'swapon'])('goes on without swap when %s fails', (name) => {
    command('bin/dnf', '');
    command(`bin/${name}`, 'exit 1');
    const calls = boot();
    expect(calls.filter((call) => call.startsWith('dnf'))).toHaveLength(1);
    expect(calls.at(-1)).toMatch(/-e 0$/);
  });

  it('leaves swap alone that is there already', () => {
    command('bin/dnf', '');
    writeFileSync(swapFile(), '');
    expect(boot().filter((call) => /^(?:dd|mkswap|swapon) /.test(call))).toEqual([]);
  });

  it('installs again when the package cache is pulled away under it', () => {
    command('bin/dnf', `test -e ${root}/again || { touch ${root}/again; exit 1; }`);
    const calls = boot();
    expect(calls.filter((call) => call.startsWith('dnf'))).toHaveLength(2);
    expect(calls.at(-1)).toMatch(/-e 0$/);
  });

  it('fails when the packages never come, and says so', () => {
    command('bin/dnf', 'exit 1');
    command('bin/systemctl', 'exit 5');
    const calls = boot();
    expect(calls.filter((call) => call.startsWith('dnf'))).toHaveLength(12);
    expect(calls.at(-1)).toMatch(/-e 5$/);
    expect(existsSync(join(root, 'etc/sysconfig/iptables'))).toBe(false);
  });
});
