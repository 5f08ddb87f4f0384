import { toError } from '../../lambda/errors';
import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import type { Logger } from '../../lambda/ports';
import { FleetDirectory } from './fleetDirectory';
import { RemoteFleet } from './remoteFleet';

/** A function in another process of this user. */
export interface ServedElsewhere {
  readonly fleet: RemoteFleet;
  readonly configuration: FunctionConfiguration;
}

/** Finds the process that serves a function: the same name and the same code folder. Undefined when there is none. */
export async function findServing(
  wanted: Pick<FunctionConfiguration, 'name' | 'codePath'>,
  stateFolder: string,
  logger: Logger,
): Promise<ServedElsewhere | undefined> {
  for (const { address } of new FleetDirectory(stateFolder).fleets()) {
    try {
      const fleet = await RemoteFleet.connect(address, logger);
      const configuration = (await fleet.functions()).find(
        ({ name, codePath }) => name === wanted.name && codePath === wanted.codePath,
      );
      if (configuration !== undefined) {
        return { fleet, configuration };
      }
      fleet.dispose();
    } catch (thrown) {
      logger.debug(`Nobody answers at ${address}`, toError(thrown));
    }
  }
  return undefined;
}
