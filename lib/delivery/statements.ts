import * as iam from 'aws-cdk-lib/aws-iam';

/** Conditions of a statement, by operator and key. */
type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Allows `actions` on `resources`, where `conditions` hold. */
export function statement(
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Conditions,
): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: [...actions], resources: [...resources], conditions });
}

/** Allows to start ECS tasks with `roles`, and to give these roles to nobody else. */
export function passRoles(roles: readonly iam.IRole[]): iam.PolicyStatement {
  return statement(
    ['iam:PassRole'],
    roles.map((role) => role.roleArn),
    { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  );
}
