import { describe, test } from 'vitest';
import { unprivilegedAccount } from '../../support/unprivilegedAccount';
import { KILL_CASES, killIn } from './killCases';

describe('kill -9', { timeout: 60_000 }, () => {
  test.for(KILL_CASES)('of the $victim in $name', (killCase) => killIn(killCase));
});

/** Other rights make a difference in how the leftovers of a host process are found, and in how processes are ended. */
const UNPRIVILEGED_CASES = KILL_CASES.filter(({ name, victim }) =>
  ['a warm invocation', 'the freeze'].includes(name) ? true : name === 'Shutdown: SHUTDOWN' && victim === 'host',
);

describe('kill -9 for an unprivileged user', { timeout: 60_000 }, () => {
  test.for(UNPRIVILEGED_CASES)('of the $victim in $name', (killCase, context) => {
    const account = unprivilegedAccount();
    if (typeof account === 'string') return context.skip(account);
    return killIn(killCase, account);
  });
});
