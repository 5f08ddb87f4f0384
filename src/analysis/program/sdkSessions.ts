import type { CatalogueEntry } from '../catalogue/clientCatalogue';

/** Libraries whose sessions hold what clients of AWS are made from: nothing of a session is connected. */
const LIBRARIES: ReadonlySet<string> = new Set(['aioboto3', 'aiobotocore', 'boto3', 'botocore']);

/** Whether a call makes a session of an AWS SDK. */
export function isSdkSession({ library, creates }: CatalogueEntry): boolean {
  return creates === 'session' && LIBRARIES.has(library);
}
