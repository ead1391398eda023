import { askJson } from '../ask';
import {
  nextToken,
  readRules,
  readTargets,
  type RuleRecord,
  type RuleStatistics,
  type TargetsAnswer,
} from './xray-answers';

/** Asks for X-Ray's sampling rules and for this task's share of them. */
export interface SamplingClient {
  /** @throws Error when there is no usable answer */
  rules(): Promise<readonly RuleRecord[]>;
  /** @throws Error when there is no usable answer */
  targets(statistics: readonly RuleStatistics[]): Promise<TargetsAnswer>;
}

/** The largest answer that is read: an account has at most a few dozen rules. */
const MAX_ANSWER_BYTES = 1_000_000;
/** Pages of rules that are read at most. */
const MAX_PAGES = 10;
/** Rules that are believed, because each request is held against them: many times what an account may have. */
const MAX_RULES = 200;
/** X-Ray takes the statistics of this many rules at once. */
const MAX_STATISTICS = 25;

/**
 * Asks the agent, which signs the calls and hands them on to X-Ray.
 * @param endpoint base URL
 * @param clientId 24 hexadecimal digits that name this task
 */
export function agentClient(endpoint: string, clientId: string, timeoutMs = 2_000): SamplingClient {
  const ask = (path: string, body: object): Promise<unknown> =>
    askJson(endpoint + path, { body, timeoutMs, maxBytes: MAX_ANSWER_BYTES });
  return {
    async rules() {
      const rules: RuleRecord[] = [];
      let token: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const answer = await ask('/GetSamplingRules', token === undefined ? {} : { NextToken: token });
        rules.push(...readRules(answer));
        token = nextToken(answer);
        if (token === undefined) break;
      }
      return rules.slice(0, MAX_RULES);
    },
    async targets(statistics) {
      const Timestamp = Math.floor(Date.now() / 1_000);
      const documents = statistics
        .slice(0, MAX_STATISTICS)
        .map((counts) => ({ ...counts, ClientID: clientId, Timestamp }));
      return readTargets(await ask('/SamplingTargets', { SamplingStatisticsDocuments: documents }));
    },
  };
}
