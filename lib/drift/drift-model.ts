/** Shapes of drift that know nothing of AWS clients: the watch, the operator's command and the rehearsal share them. */

/** One property that is not as the template says, as CloudFormation tells it. */
export interface PropertyDrift {
  /** JSON pointer, for example `/DefaultActions/0/TargetGroupArn`. */
  readonly path: string;
  /** `ADD`, `REMOVE` or `NOT_EQUAL`. */
  readonly kind: string;
  /** JSON, or the bare text of a single value; `null` when there is none. */
  readonly expected: string;
  /** The same for what there really is. */
  readonly actual: string;
}

/** What CloudFormation says about one resource. */
export interface ResourceDrift {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  /** `IN_SYNC`, `MODIFIED`, `DELETED`, `UNKNOWN`, `NOT_CHECKED` or `UNSUPPORTED`. */
  readonly status: string;
  /** Why the status is `UNKNOWN`. */
  readonly reason?: string;
  /** JSON of the properties that the template sets. */
  readonly expectedProperties?: string;
  /** JSON of the properties that the resource has. */
  readonly actualProperties?: string;
  readonly differences: readonly PropertyDrift[];
}

/** A resource of a stack, whether CloudFormation looked at it or not. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
}

/** Everything that is known of one stack after a detection. */
export interface StackDrift {
  readonly stack: string;
  /** Name of the project, which is the beginning of its parameters. */
  readonly project: string;
  readonly resources: readonly StackResource[];
  readonly drifts: readonly ResourceDrift[];
  /** Why the detection is not complete, when it is not. */
  readonly problem?: string;
}

/** How a resource stands. */
export type Outcome = 'in-sync' | 'allowed' | 'drifted' | 'unchecked' | 'unsupported';

/** A difference, and why it is by design when it is. */
export interface JudgedDifference extends PropertyDrift {
  readonly allowedBecause?: string;
}

/** A resource that is not simply in sync. Values are fit to be printed. */
export interface Finding extends StackResource {
  readonly outcome: Exclude<Outcome, 'in-sync'>;
  /** True when the resource is gone. */
  readonly deleted: boolean;
  readonly differences: readonly JudgedDifference[];
  /** Why it is `unchecked` or `unsupported`. */
  readonly reason?: string;
}

/** What there is to say about one stack. */
export interface StackReport {
  readonly stack: string;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Why the stack as a whole could not be checked; it counts as one that is unchecked. */
  readonly problem?: string;
}

/** What there is to say about all stacks. */
export interface DriftReport {
  readonly stacks: readonly StackReport[];
  readonly counts: Readonly<Record<Outcome, number>>;
}
