import type { CallFacts } from '../facts/fileFacts';
import { lastName } from '../program/program';

/** `psycopg2.connect()`, `new S3Client() of @aws-sdk/client-s3`: what is called, whatever it is named here. */
export function callInWords(path: string, call: CallFacts): string {
  const [module = '', symbol] = path.split('#');
  if (symbol === undefined) return `${path}()`;
  const name = symbol === '' ? lastName(call.callee) : symbol;
  const called = `${call.isNew ? 'new ' : ''}${name}()`;
  return name === '' ? `${module}()` : `${called} of ${module}`;
}

/** `a client`, `an engine` */
export function withArticle(noun: string): string {
  return `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
