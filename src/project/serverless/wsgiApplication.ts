import { member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { findHandlerFile, handlerParts } from '../handlerFile';
import type { ProjectFunction } from '../projectFunction';

/** The handlers that the plugin serverless-wsgi adds when it packages a service. */
const HANDLER = /^(?:wsgi_handler|wsgi)\.handler$/;

/** The application that such a handler runs, which `custom.wsgi.app` names: that is where the function's code is. */
export async function wsgiApplication(
  read: ProjectFunction,
  wsgi: Evaluated | undefined,
): Promise<Pick<ProjectFunction, 'handlerFile' | 'handlerSymbol'>> {
  const { codePath, handler } = read.configuration;
  const app = wsgi === undefined ? undefined : member(wsgi, 'app');
  if (read.handlerFile !== undefined || app?.kind !== 'scalar' || !HANDLER.test(handler)) return {};
  const file = await findHandlerFile(codePath, app.text, 'python');
  const symbol = handlerParts(app.text, 'python')?.exportName;
  return file === undefined || symbol === undefined ? {} : { handlerFile: file, handlerSymbol: symbol };
}
