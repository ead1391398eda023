/** Page that says what to do when an agent has stopped, which no alarm tells but a message; from the project's directory. */
export const AGENT_RUNBOOK = 'docs/runbooks/agent-stopped.md';
