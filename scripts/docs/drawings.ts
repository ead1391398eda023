import { widgetsOf } from '../../bench/cost/dashboard-body';
import { resourcesOf, type StackTemplate } from '../../bench/cost/template';
import { drawDashboard } from './dashboard-drawing';

/** A picture that is generated as a whole. */
export interface Drawing {
  /** Path from the root of the project. */
  readonly file: string;
  /** The content of the file. */
  readonly svg: string;
}

/**
 * The dashboards of the first environment of a project: that of the environment, and one for each kind of service.
 * @param stacks the synthesized templates of the project
 */
export function dashboardDrawings(stacks: readonly StackTemplate[]): Drawing[] {
  const watched = stacks.find(({ stack }) => stack.endsWith('-Observability'));
  const dashboards = watched ? resourcesOf(watched, 'AWS::CloudWatch::Dashboard') : [];
  return dashboards.map(({ properties }) => {
    const name = String(properties.DashboardName);
    const service = name.split('_').at(2);
    return {
      file: `docs/dashboards/${service ?? 'environment'}.svg`,
      svg: drawDashboard(
        service ? `Dashboard of the service ${service}` : 'Dashboard of an environment',
        widgetsOf(properties),
      ),
    };
  });
}
