import { RegionInfo } from 'aws-cdk-lib/region-info';
import { z } from 'zod';
import { say } from './field-kinds';
import { nearest } from './nearest';

/**
 * Texts of the configuration in the form that their consumer takes: what AWS or Git would refuse later, in the middle
 * of a deployment, is refused here.
 */

/** A text that matches; `allowed` and `fix` end the error line. */
const form = (allowed: string, fix: string, matches: RegExp | ((text: string) => boolean)) => {
  const said = say(allowed, fix);
  const test = matches instanceof RegExp ? (text: string) => matches.test(text) : matches;
  return z.string(said).refine(test, said);
};

/** Regions of the public partition, the only ones where every service used here exists. */
const REGIONS = RegionInfo.regions
  .filter(({ partition }) => partition === 'aws')
  .map(({ name }) => name)
  .sort();

/** Whether AWS has a region of this name, as far as this version of the CDK knows. */
export const isRegion = (name: string): boolean => REGIONS.includes(name);

/** What is wrong with a name that is not a region's: `allowed: …; fix: …`, with the one that a misspelt name may mean. */
export function regionProblem(got: unknown): string {
  const near = typeof got === 'string' ? nearest(got, REGIONS) : undefined;
  const fix =
    near === undefined ? "write its name in the spelling of AWS, for example 'us-east-1'" : `write '${near}'`;
  return say('a region of the public partition of AWS', fix).error;
}

/** Name of a region. */
const regionSaid = { error: ({ input }: { readonly input?: unknown }) => regionProblem(input) };
export const region = z.string(regionSaid).refine(isRegion, regionSaid);

/** Account id. */
export const account = form(
  'twelve digits in quotes',
  "write the account id, for example '111122223333'",
  /^\d{12}$/,
);

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

/** A block of private addresses (RFC 1918) of the largest size that a VPC takes, at its first address. */
export const privateBlock = form(
  'a /16 block of private addresses: 10.0.0.0/16 to 10.255.0.0/16, 172.16.0.0/16 to 172.31.0.0/16, or 192.168.0.0/16',
  "for example '10.20.0.0/16'",
  new RegExp(`^(?:10\\.${octet}|172\\.(?:1[6-9]|2\\d|3[01])|192\\.168)\\.0\\.0/16$`),
);

/** An instance type with a processor that the NAT instance's image runs on. Source: Amazon EC2, naming conventions. */
export const armInstanceType = form(
  'an ARM instance type such as t4g.nano or c7g.large',
  'pick one with a "g" after its generation',
  /^[a-z]{1,3}\dg[a-z]{0,3}\.(?:nano|micro|small|medium|large|\d{0,2}xlarge|metal)$/,
);

/** Letters, digits and inner hyphens, as DNS takes them (RFC 1123): the parts of a host name. */
const hostLabel = '(?!-)[a-z0-9-]{1,63}(?<!-)';
const HOST_NAME = new RegExp(`^(?=.{4,253}$)(?:${hostLabel}\\.)+(?=[a-z0-9-]*[a-z])${hostLabel}$`);

/** A host name with at least two parts, in small letters. */
export const hostName = form('a host name in small letters', "for example 'shop.example.com'", HOST_NAME);

/** A certificate in AWS Certificate Manager. */
export const certificateArn = form(
  'the ARN of an ACM certificate, in a region of the public partition',
  'copy it from the ACM console',
  (text) => {
    const [, at = ''] = /^arn:aws:acm:([a-z0-9-]+):\d{12}:certificate\/[a-z0-9-]+$/.exec(text) ?? [];
    return isRegion(at);
  },
);

/** A connection to a Git provider, by the old or the new name of the service. */
export const connectionArn = form(
  'the ARN of a connection, of codeconnections or codestar-connections, in a region of the public partition',
  'copy it from the console of the developer tools, under Connections',
  (text) => {
    const [, at = ''] =
      /^arn:aws:(?:codeconnections|codestar-connections):([a-z0-9-]+):\d{12}:connection\/[\w-]+$/.exec(
        text,
      ) ?? [];
    return isRegion(at);
  },
);

/** A branch as Git (`git help check-ref-format`) and CodeCommit (256 characters) take it. */
export const branchName = form(
  "a branch name as Git takes it, at most 256 characters, without 'refs/heads/'",
  "for example 'main' or 'release/next'",
  (name) =>
    /^[^\s~^:?*[\\\p{Cc}-][^\s~^:?*[\\\p{Cc}]{0,255}$/u.test(name) &&
    !/\.\.|@\{|\/\/|^[/@]$|^\/|\/$|\.$|(?:^|\/)\.|\.lock(?:$|\/)|^refs\//.test(name) &&
    name !== 'HEAD',
);

const emailSaid = say('one e-mail address', "for example 'team@example.com'");

/** E-mail addresses, each once. */
export const emailList = z
  .array(z.email(emailSaid).max(254, emailSaid), say('a list of e-mail addresses', 'write a list'))
  .refine(
    (list) => new Set(list.map((address) => address.toLowerCase())).size === list.length,
    say('each address once', 'remove the one that is there twice'),
  );

/** A user, an organization, a workspace, or a group with its subgroups. */
export const repositoryOwner = form(
  'a user, an organization, a workspace or a group, as in the address of the repository',
  "for example 'my-team'",
  /^(?![.-])[\w.-]+(?:\/(?![.-])[\w.-]+)*$/,
);

/** Name of a repository, without its owner. */
export const repositoryName = form(
  "the name of a repository, without its owner and without '.git'",
  "for example 'shop'",
  (name) => /^[\w.-]{1,100}$/.test(name) && !/^\.{1,2}$|\.git$/.test(name),
);
