import { Duration, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import { CONTAINER_PORT, healthPath } from '../../app/shared/contract';
import type { Colour } from '../../app/shared/contract';
import type { Service } from '../config/schema';
import { childOf } from '../shared/library-parts';
import type { Platform } from './platform';
import { DEREGISTRATION_SECONDS, TARGET_HEALTH } from './timing';

/** Port where a new version answers before it gets any production traffic. */
export const TEST_PORT = 9001;

export interface PublicEntryProps {
  readonly platform: Platform;
  /**
   * Public name and certificate.
   * @default - plain HTTP on the load balancer's own name
   */
  readonly https?: Service['https'];
  /** Whether the load balancer may be deleted with its stack. */
  readonly disposable: boolean;
  /** Whether traffic is moved by the weights of listener rules, and not by the default actions of the listeners. */
  readonly rules: boolean;
}

/** The rules whose weights ECS changes when it shifts traffic by itself; they match every request. */
export interface TrafficRules {
  /** Where users go. */
  readonly production: elbv2.ApplicationListenerRule;
  /** Where release checks go. */
  readonly test: elbv2.ApplicationListenerRule;
}

/** The load balancer of a public service: one production and one test listener, one target group per colour. */
export class PublicEntry extends Construct {
  readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  readonly blue: elbv2.ApplicationTargetGroup;
  readonly green: elbv2.ApplicationTargetGroup;
  /** Where users come in. `LiveTrafficGuard` keeps CloudFormation from undoing what a release changes here. */
  readonly productionListener: elbv2.ApplicationListener;
  /** Where the release checks come in, and nobody else. */
  readonly testListener: elbv2.ApplicationListener;
  /** What ECS moves in place of the default actions of the two listeners; only there when `rules` is asked for. */
  readonly rules?: TrafficRules;
  /** Address for people, without a slash at the end. */
  readonly url: string;
  /** How traffic is protected and what is left to do about it, for the person who deploys. */
  readonly transport: string;
  /** Address of the test listener, reached from the private subnets only. */
  readonly testUrl: string;
  /** What listeners and rules stand on. */
  readonly base: readonly IConstruct[];

  constructor(scope: Construct, id: string, props: PublicEntryProps) {
    super(scope, id);
    const { platform, https } = props;
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: platform.vpc,
      description: 'Load balancer: users on the web ports, release checks on the test port',
      allowAllOutbound: false,
    });
    this.loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: platform.vpc,
      internetFacing: true,
      securityGroup,
      dropInvalidHeaderFields: true,
      deletionProtection: !props.disposable,
    });
    this.blue = this.targetGroup('Blue', 'blue', platform.vpc);
    this.green = this.targetGroup('Green', 'green', platform.vpc);
    this.base = [
      childOf(securityGroup, 'Resource', ec2.CfnSecurityGroup),
      childOf(this.loadBalancer, 'Resource', elbv2.CfnLoadBalancer),
      this.blue,
      this.green,
    ];
    this.productionListener = https ? this.listenHttps(https.certificateArn) : this.listenHttp();
    this.testListener = this.loadBalancer.addListener('Test', {
      port: TEST_PORT,
      protocol: elbv2.ApplicationProtocol.HTTP,
      defaultTargetGroups: [this.green],
      open: false,
    });
    // Every release swaps the groups, so each listener may use either one: neither goes before both listeners do.
    this.productionListener.node.addDependency(this.green);
    this.testListener.node.addDependency(this.blue);
    if (props.rules) {
      this.rules = {
        production: this.ruleFor('ProductionRule', this.productionListener),
        test: this.ruleFor('TestRule', this.testListener),
      };
    }
    this.admit(securityGroup, platform.egressAddresses, https !== undefined);
    this.url = https ? `https://${https.domainName}` : `http://${this.loadBalancer.loadBalancerDnsName}`;
    this.transport = https
      ? `HTTPS. Point ${https.domainName} to ${this.loadBalancer.loadBalancerDnsName} (CNAME or alias).`
      : 'HTTP only: nothing is encrypted. Set https for this service in bin/environments.ts.';
    this.testUrl = `http://${this.loadBalancer.loadBalancerDnsName}:${TEST_PORT}`;
    this.acknowledge();
  }

  private targetGroup(id: string, colour: Colour, vpc: ec2.IVpc): elbv2.ApplicationTargetGroup {
    return new elbv2.ApplicationTargetGroup(this, id, {
      vpc,
      targetType: elbv2.TargetType.IP,
      protocol: elbv2.ApplicationProtocol.HTTP,
      port: CONTAINER_PORT,
      deregistrationDelay: Duration.seconds(DEREGISTRATION_SECONDS),
      healthCheck: {
        path: healthPath(colour),
        healthyHttpCodes: '200',
        interval: Duration.seconds(TARGET_HEALTH.interval),
        timeout: Duration.seconds(TARGET_HEALTH.timeout),
        healthyThresholdCount: TARGET_HEALTH.healthyThreshold,
        unhealthyThresholdCount: TARGET_HEALTH.unhealthyThreshold,
      },
    });
  }

  /** ECS cannot move the default action of a listener, so one rule takes every request before that. */
  private ruleFor(id: string, listener: elbv2.ApplicationListener): elbv2.ApplicationListenerRule {
    return new elbv2.ApplicationListenerRule(this, id, {
      listener,
      priority: 1,
      conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])],
      action: elbv2.ListenerAction.weightedForward([
        { targetGroup: this.blue, weight: 100 },
        { targetGroup: this.green, weight: 0 },
      ]),
    });
  }

  private listenHttp(): elbv2.ApplicationListener {
    return this.loadBalancer.addListener('Production', {
      port: 80,
      protocol: elbv2.ApplicationProtocol.HTTP,
      defaultTargetGroups: [this.blue],
      open: false,
    });
  }

  private listenHttps(certificateArn: string): elbv2.ApplicationListener {
    const production = this.loadBalancer.addListener('Production', {
      port: 443,
      protocol: elbv2.ApplicationProtocol.HTTPS,
      certificates: [elbv2.ListenerCertificate.fromArn(certificateArn)],
      defaultTargetGroups: [this.blue],
      open: false,
    });
    const redirect = this.loadBalancer.addListener('Redirect', {
      port: 80,
      protocol: elbv2.ApplicationProtocol.HTTP,
      defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
      open: false,
    });
    // A service that had no certificate before has its production listener on port 80 until that one has moved.
    redirect.node.addDependency(production);
    return production;
  }

  private admit(group: ec2.SecurityGroup, testers: readonly string[], https: boolean): void {
    group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(80), 'Everybody');
    if (https) group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Everybody');
    for (const address of testers) {
      group.addIngressRule(ec2.Peer.ipv4(`${address}/32`), ec2.Port.tcp(TEST_PORT), 'Release checks');
    }
    Validations.of(group).acknowledge({
      id: 'AwsSolutions::AwsSolutions-EC23',
      reason: 'This is the public entry of a public service; only the web ports are open to everybody.',
    });
  }

  private acknowledge(): void {
    Validations.of(this.loadBalancer).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ELB2',
      reason:
        'The service logs every request with its trace id and latency, and what the load balancer refuses itself shows in its metrics; access logs would store the same again.',
    });
  }
}
