import { z } from 'zod';
import { CODE_DEPLOY_LIMITS, DELIVERY_DEFAULTS, DELIVERY_KINDS } from './delivery-limits';
import { oneOf, say, strict, whole } from './field-kinds';
import { didYouMean } from './nearest';

const controller = oneOf(
  ['code-deploy', 'ecs'],
  'say who shifts the traffic, CodeDeploy or ECS itself',
).default(DELIVERY_DEFAULTS.controller);

const shiftMinutes = whole(1, CODE_DEPLOY_LIMITS.shiftMinutes, 'minutes');

const bakeMinutes = whole(
  0,
  CODE_DEPLOY_LIMITS.bakeMinutes,
  'minutes',
  `the old version is kept for ${CODE_DEPLOY_LIMITS.bakeMinutes} minutes at most`,
).default(DELIVERY_DEFAULTS.bakeMinutes);

const allAtOnce = strict({ kind: z.literal('all-at-once'), controller }, 'an all-at-once delivery');

const blueGreen = strict({ kind: z.literal('blue-green'), controller, bakeMinutes }, 'a blue-green delivery');

const canary = strict(
  {
    kind: z.literal('canary'),
    controller,
    percent: whole(1, 99, 'percent', 'a canary takes some of the traffic, neither none nor all of it'),
    intervalMinutes: shiftMinutes,
    bakeMinutes,
  },
  'a canary delivery',
);

const linear = strict(
  {
    kind: z.literal('linear'),
    controller,
    percent: whole(1, 99, 'percent', 'each step adds some of the traffic, neither none nor all of it'),
    intervalMinutes: shiftMinutes,
    bakeMinutes,
  },
  'a linear delivery',
);

const rolling = strict(
  {
    kind: z.literal('rolling'),
    controller: z
      .literal(
        'ecs',
        say(
          "'ecs'",
          'CodeDeploy cannot replace task by task, so leave the controller out or pick another kind',
        ),
      )
      .default('ecs'),
    minHealthyPercent: whole(0, 100, 'percent').default(DELIVERY_DEFAULTS.minHealthyPercent),
    maxPercent: whole(101, 200, 'percent').default(DELIVERY_DEFAULTS.maxPercent),
  },
  'a rolling delivery',
);

/** How a new version takes over, defaults applied. Relations between values are checked in `delivery-rules.ts`. */
export const deliverySchema = z.discriminatedUnion('kind', [allAtOnce, blueGreen, canary, linear, rolling], {
  error: ({ input }) =>
    say(
      `kind ${DELIVERY_KINDS.map((kind) => `'${kind}'`).join(', ')}`,
      `pick one of them${didYouMean((input as { readonly kind?: unknown } | undefined)?.kind, DELIVERY_KINDS)}`,
    ).error,
});
