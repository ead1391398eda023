import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { metricsOn, widgetsOf } from '../../../bench/cost/dashboard-body';
import { Dashboards } from '../../../lib/observability/dashboards/dashboards';
import { text } from '../../../lib/observability/dashboards/widget';
import { SAVED_QUERIES } from '../../../lib/observability/queries';
import { SavedQueries } from '../../../lib/observability/saved-queries';
import { testApp } from '../../shared/synth';
import { internalService, publicService } from './shown';

const services = [internalService(), publicService()];
const stack = new Stack(testApp(), 'Test', { env: { region: 'eu-west-1', account: '111122223333' } });
const dashboardsOf = new Dashboards(stack, 'Dashboards', {
  project: 'shop',
  environment: 'sandbox',
  services,
  alarms: {
    pages: ['shop-sandbox-storefront-impaired'],
    warnings: [],
    byService: new Map([['storefront', ['shop-sandbox-storefront-impaired']]]),
  },
});
new SavedQueries(stack, 'Queries', { project: 'shop', environment: 'sandbox', services });
dashboardsOf.addRows('storefront', [[text('How delivery goes', 1)]]);
const template = Template.fromStack(stack);
const dashboards = Object.values(template.findResources('AWS::CloudWatch::Dashboard')).map(
  ({ Properties }) => Properties as Record<string, unknown>,
);
const shownOn = (name: string) => {
  const properties = dashboards.find(({ DashboardName }) => DashboardName === name);
  return properties ? widgetsOf(properties) : [];
};

describe('the dashboards of an environment', () => {
  it('are one for the environment and one for each service', () => {
    expect(dashboards.map(({ DashboardName }) => DashboardName).sort()).toEqual([
      'shop_sandbox',
      'shop_sandbox_catalog',
      'shop_sandbox_storefront',
    ]);
  });

  it('show what others add, below everything else', () => {
    expect(shownOn('shop_sandbox_storefront').at(-1)?.properties.markdown).toBe('How delivery goes');
    expect(JSON.stringify(shownOn('shop_sandbox_catalog'))).not.toContain('How delivery goes');
    expect(() => dashboardsOf.addRows('basket', [])).toThrow(
      'no dashboard of basket; there are: catalog, storefront',
    );
  });

  it('are small enough to be free', () => {
    expect(dashboards.map(metricsOn).filter((count) => count > 50)).toEqual([]);
  });

  it('name alarms in their account, and on the dashboard of the service that they are about', () => {
    const arn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop-sandbox-storefront-impaired';
    const alarmsOn = (name: string) => shownOn(name).flatMap(({ properties }) => properties.alarms ?? []);
    expect(alarmsOn('shop_sandbox')).toContain(arn);
    expect(alarmsOn('shop_sandbox_storefront')).toContain(arn);
    expect(alarmsOn('shop_sandbox_catalog')).not.toContain(arn);
  });

  it('have an address', () => {
    expect(dashboardsOf.url).toBe(
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/shop_sandbox',
    );
  });
});

describe('the saved queries of an environment', () => {
  it('are in a folder of their own and ask the logs of all services', () => {
    template.resourceCountIs('AWS::Logs::QueryDefinition', SAVED_QUERIES.length);
    for (const { name, text: query } of SAVED_QUERIES) {
      template.hasResourceProperties('AWS::Logs::QueryDefinition', {
        Name: `shop/sandbox/${name}`,
        QueryString: query,
        LogGroupNames: ['/shop/catalog', '/shop/storefront'],
      });
    }
  });

  it('ask for the trace id before they run', () => {
    template.hasResourceProperties('AWS::Logs::QueryDefinition', {
      Name: 'shop/sandbox/One request across services',
      Parameters: [{ Name: 'trace_id' }],
    });
  });
});
