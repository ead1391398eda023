/** How the answers of one group of teams looked in the survey. */
export interface Cluster {
  readonly name: string;
  /** Percent of the answers. */
  readonly share: number;
  readonly deploymentFrequency: string;
  readonly changeLeadTime: string;
  /** Percent. */
  readonly changeFailRate: number;
  readonly recoveryTime: string;
}

/**
 * The clusters of the survey of 2024, the last ones that DORA has published; there are none for the rework rate. They
 * describe who answered: fail rates are lower in "medium" than in "high", so no threshold on one number gives a rank.
 * Source: "Accelerate State of DevOps Report 2024", table of software delivery performance levels.
 */
export const CLUSTERS_2024: readonly Cluster[] = [
  {
    name: 'elite',
    share: 19,
    deploymentFrequency: 'on demand',
    changeLeadTime: 'under a day',
    changeFailRate: 5,
    recoveryTime: 'under an hour',
  },
  {
    name: 'high',
    share: 22,
    deploymentFrequency: 'once a day to once a week',
    changeLeadTime: 'a day to a week',
    changeFailRate: 20,
    recoveryTime: 'under a day',
  },
  {
    name: 'medium',
    share: 35,
    deploymentFrequency: 'once a week to once a month',
    changeLeadTime: 'a week to a month',
    changeFailRate: 10,
    recoveryTime: 'under a day',
  },
  {
    name: 'low',
    share: 25,
    deploymentFrequency: 'once a month to once in six months',
    changeLeadTime: 'a month to six months',
    changeFailRate: 40,
    recoveryTime: 'a week to a month',
  },
];

/** The clusters as a table in Markdown. */
export function clusterTable(): string[] {
  const columns = ['', 'deployment frequency', 'change lead time', 'change fail rate', 'recovery time'];
  const rows = CLUSTERS_2024.map((one) => [
    `${one.name} (${one.share} %)`,
    one.deploymentFrequency,
    one.changeLeadTime,
    `${one.changeFailRate} %`,
    one.recoveryTime,
  ]);
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
