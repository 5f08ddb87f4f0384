import { isUtf8 } from 'node:buffer';
import { toError } from '../lambda/errors';
import { invalidRequestContent } from './requestRefusal';

const MESSAGE_PREFIX = 'Could not parse request body into json: Could not parse payload into json: ';

/**
 * The event of an invocation: the body byte for byte, once it is known to be JSON. An empty body becomes `{}`; what AWS
 * hands to the function then is not documented (lambda-contract §16.8), and a runtime cannot parse nothing. Throws
 * InvalidRequestContentException.
 */
export function eventFromBody(body: Buffer): Buffer {
  if (body.length === 0) return Buffer.from('{}');
  if (!isUtf8(body)) {
    throw invalidRequestContent(
      `${MESSAGE_PREFIX}Invalid UTF-8; with version 2 of the AWS CLI add --cli-binary-format raw-in-base64-out.`,
    );
  }
  try {
    JSON.parse(body.toString());
  } catch (thrown) {
    throw invalidRequestContent(`${MESSAGE_PREFIX}${toError(thrown).message}`);
  }
  return body;
}
