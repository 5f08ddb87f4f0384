import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Logger } from '../../lambda/ports';
import type { Fleet } from '../fleet';
import { FleetDirectory } from './fleetDirectory';
import { FleetServer } from './fleetServer';

/** Lets other processes of the same user find a fleet and debug its functions, until the result is disposed of. */
export async function openFleet(fleet: Fleet, stateFolder: string, logger: Logger): Promise<Disposable> {
  const directory = new FleetDirectory(stateFolder);
  const place = directory.newAddress();
  const server = new FleetServer(fleet, logger);
  await server.listen(place.address);
  const listed = directory.list(place.address);
  return {
    dispose: () => {
      listed.dispose();
      server.dispose();
      place.dispose();
    },
  };
}
