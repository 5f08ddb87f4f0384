import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../lambda/identifiers';
import type { SourceLocation } from '../projectFunction';
import { list, noValue, scalar, unresolved } from './evaluated';
import type { Evaluated } from './evaluated';
import type { Scope } from './scope';

/** Pseudo parameters that are the same for everything local. Stack names and ids are not: there is no stack. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': LOCAL_ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': LOCAL_REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The parameters of a template: given values first, defaults second. */
export class Parameters {
  private readonly section: unknown;
  private readonly given: ReadonlyMap<string, string>;

  constructor(section: unknown, given: Readonly<Record<string, string>>) {
    this.section = section;
    this.given = new Map(Object.entries(given));
  }

  /** A pseudo parameter's value as a text, e.g. of `AWS::Region`. */
  pseudo(name: string): string | undefined {
    return this.given.get(name) ?? (Object.hasOwn(PSEUDO_PARAMETERS, name) ? PSEUDO_PARAMETERS[name] : undefined);
  }

  /** Value of a parameter or pseudo parameter; undefined when the template declares none of this name. */
  value(scope: Scope, name: string, at: SourceLocation): Evaluated | undefined {
    if (name === 'AWS::NoValue') return noValue(at);
    if (name.startsWith('AWS::')) {
      const pseudo = this.pseudo(name);
      return pseudo === undefined
        ? unresolved(at, `${name} is known only after a deployment; override the parameter ${name}`)
        : scalar(at, pseudo);
    }
    const declaration = scope.document.entry(this.section, name);
    if (declaration === undefined) return undefined;
    return this.declared(scope, name, declaration.value, at);
  }

  private declared(scope: Scope, name: string, declaration: unknown, at: SourceLocation): Evaluated {
    const { document } = scope;
    const type = scope.evaluate(document.entry(declaration, 'Type')?.value);
    const typeName = type.kind === 'scalar' ? type.text : 'String';
    const given = this.given.get(name);
    if (given === undefined && typeName.startsWith('AWS::SSM::Parameter::Value')) {
      return unresolved(at, `the parameter ${name} is kept in Systems Manager; override it`);
    }
    const fallback = document.entry(declaration, 'Default');
    const value = given === undefined ? scope.evaluate(fallback?.value) : scalar(at, given);
    if (value.kind !== 'scalar') {
      return unresolved(at, `the parameter ${name} has no value; give it a Default or override it`);
    }
    return /^CommaDelimitedList$|^List<|<List</.test(typeName)
      ? list(
          at,
          value.text.split(',').map((item) => scalar(at, item.trim())),
        )
      : // Also a Number: what refers to a parameter gets a text.
        scalar(at, value.text);
  }
}
