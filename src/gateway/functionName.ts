import type { FunctionReference } from '../lambda/admission';
import { LambdaServiceError } from '../lambda/errors';
import { validationFailed } from './requestRefusal';

const MAXIMUM_NAME_FORM_LENGTH = 256;
const MAXIMUM_NAME_LENGTH = 64;
const MAXIMUM_QUALIFIER_LENGTH = 128;

const PLAIN_NAME = /^[a-zA-Z0-9-_]{1,64}$/;

/** The patterns of the API model (lambda-contract §11.1), as they are quoted in error messages. */
const NAME_PATTERN = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;
const QUALIFIER_PATTERN = String.raw`\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`;

/** The same name pattern with only the groups that are wanted. */
const NAME_FORM =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d:)?(?:\d{12}:)?(?:function:)?([a-zA-Z0-9-_.]+)(?::(\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/;
const QUALIFIER_FORM = new RegExp(`^(?:${QUALIFIER_PATTERN})$`);

/**
 * Reads a function name in any of its forms - name, `name:qualifier`, partial ARN, full ARN - as it stands in the path,
 * percent-encoded or not, and a `Qualifier` beside it, which may be empty (lambda-contract §11.1). Account and region of an ARN are not
 * compared: there is one of each here. Throws ValidationException for a malformed name or qualifier, and
 * InvalidParameterValueException when name and query disagree about the qualifier.
 */
export function parseFunctionName(encoded: string, queryQualifier: string | undefined): FunctionReference {
  if (!queryQualifier && PLAIN_NAME.test(encoded)) return { name: encoded, qualifier: undefined };

  const form = decoded(encoded);
  const [, name, nameQualifier] = (form.length <= MAXIMUM_NAME_FORM_LENGTH ? NAME_FORM.exec(form) : null) ?? [];
  if (name === undefined) throw nameRefused(form, `satisfy regular expression pattern: ${NAME_PATTERN}`);
  if (name.length > MAXIMUM_NAME_LENGTH) {
    throw nameRefused(form, `have length less than or equal to ${MAXIMUM_NAME_LENGTH}`);
  }

  if (!queryQualifier) return { name, qualifier: nameQualifier };
  if (queryQualifier.length > MAXIMUM_QUALIFIER_LENGTH || !QUALIFIER_FORM.test(queryQualifier)) {
    throw validationFailed(
      queryQualifier,
      'qualifier',
      `Member must satisfy regular expression pattern: ${QUALIFIER_PATTERN}`,
    );
  }
  if (nameQualifier !== undefined && nameQualifier !== queryQualifier) {
    throw new LambdaServiceError(
      'InvalidParameterValueException',
      400,
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  return { name, qualifier: queryQualifier };
}

function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw nameRefused(encoded, 'be percent-encoded UTF-8');
  }
}

function nameRefused(value: string, demand: string): Error {
  return validationFailed(value, 'functionName', `Member must ${demand}`);
}
