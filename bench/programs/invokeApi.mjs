// @ts-check
// Functions behind Warmpath's Invoke API in a process of their own, as `warmpath serve` has them.
import process from 'node:process';
import { echoFunction, Gateway, newLocalFleet, silentLogger, systemClock } from '../warmpath.mjs';

const { fleet: description, functions } = JSON.parse(process.argv[2] ?? '');
const local = newLocalFleet(description);
const gateway = new Gateway({ invoker: local.fleet, logger: silentLogger, clock: systemClock });
process.once('disconnect', async () => {
  await gateway.dispose();
  await local.dispose();
  process.exit();
});
for (const given of functions) await local.fleet.serve(echoFunction(given));
const { url } = await gateway.listen({ port: 0 });
process.send?.({ url });
