import type { PlainNode } from '../../../syntax/plainTree';
import type { Argument, CallUse, Expression, ObjectEntry } from '../../facts/fileFacts';
import { NOTHING, child, hasWord, made, numberOf, parts, spanOf } from '../languageWalk';
import { JavaScriptFunctions } from './javaScriptFunctions';
import { withoutQuotes } from './javaScriptModules';

const FUNCTIONS: ReadonlySet<string> = new Set([
  'arrow_function',
  'function_expression',
  'generator_function',
  'function',
]);

const CONSTANTS: ReadonlySet<string> = new Set(['null', 'undefined', 'regex']);

const LITERALS: ReadonlySet<string> = new Set(['string', 'string_fragment', 'number', 'true', 'false']);

/** Syntax around a value that does not change it. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'instantiation_expression',
]);

/** Operators whose right side runs or counts only depending on the left one. */
const CHOICES: ReadonlySet<string> = new Set(['||', '??', '&&']);

/** Names and expressions of JavaScript and TypeScript. */
export abstract class JavaScriptExpressions extends JavaScriptFunctions {
  override expression(node: PlainNode | undefined): Expression {
    if (node === undefined || CONSTANTS.has(node.type)) return NOTHING;
    if (FUNCTIONS.has(node.type)) return this.functionExpression(node);
    if (TRANSPARENT.has(node.type)) return this.expression(parts(node)[0]);
    switch (node.type) {
      case 'identifier':
      case 'shorthand_property_identifier':
        return this.facts.reference(this.text(node), node);
      case 'this':
      case 'super':
        return this.self(node.type);
      case 'class':
        return this.classOf(node);
      case 'member_expression':
        return this.member(node);
      case 'subscript_expression':
        return this.subscript(node);
      case 'call_expression':
      case 'new_expression':
        return this.call(node);
      case 'object':
        return { kind: 'object', entries: parts(node).flatMap((part) => this.entry(part)) };
      default:
        return this.operation(node);
    }
  }

  private functionExpression(node: PlainNode): Expression {
    const kind = node.type === 'arrow_function' ? 'inline' : 'function';
    return { kind: 'function', function: this.functionOf(node, kind, undefined) };
  }

  private self(word: 'super' | 'this'): Expression {
    if (this.owner === undefined) return NOTHING;
    return word === 'super' ? { ...this.owner, of: 'base' } : this.owner;
  }

  private operation(node: PlainNode): Expression {
    if (LITERALS.has(node.type)) return this.literal(node);
    switch (node.type) {
      case 'array':
        return { kind: 'list', parts: parts(node).map((part) => this.expression(part)) };
      case 'assignment_expression':
      case 'augmented_assignment_expression':
        return this.assignment(node);
      case 'update_expression':
        return this.step(node);
      case 'binary_expression':
        return this.binary(node);
      case 'ternary_expression':
        return this.choice(node);
      case 'await_expression':
        this.facts.awaits();
        return this.used(parts(node)[0], 'awaited');
      case 'unary_expression':
        return this.unary(node);
      case 'type_assertion':
        return this.expression(parts(node)[1]);
      case 'sequence_expression':
        return (
          parts(node)
            .map((part) => this.expression(part))
            .at(-1) ?? NOTHING
        );
      case 'type_annotation':
      case 'type_arguments':
        return NOTHING;
      default:
        return made(parts(node).map((part) => this.expression(part)));
    }
  }

  private binary(node: PlainNode): Expression {
    const left = this.expression(child(node, 'left'));
    const right = child(node, 'right');
    const operator = this.text(child(node, 'operator'));
    if (!CHOICES.has(operator)) return { kind: 'made', parts: [left, this.expression(right)], operator };
    return { kind: 'either', parts: [left, this.under(left, node, 'then', right)] };
  }

  private unary(node: PlainNode): Expression {
    const argument = child(node, 'argument');
    const value = this.used(argument, hasWord(node, 'void') ? 'voided' : 'used');
    if (hasWord(node, 'delete') && (value.kind === 'member' || value.kind === 'item')) {
      this.facts.assign(value, NOTHING, { operator: 'delete', span: spanOf(argument ?? node) });
    }
    return made([value]);
  }

  /** `count++` */
  private step(node: PlainNode): Expression {
    const argument = child(node, 'argument');
    const value = made([this.expression(argument)]);
    this.bindTarget(argument, NOTHING, { operator: this.text(child(node, 'operator')) });
    return value;
  }

  private choice(node: PlainNode): Expression {
    const condition = child(node, 'condition');
    const test = this.expression(condition);
    const then = this.under(test, condition ?? node, 'then', child(node, 'consequence'));
    const otherwise = this.under(test, condition ?? node, 'else', child(node, 'alternative'));
    return { kind: 'either', parts: [then, otherwise] };
  }

  protected used(node: PlainNode | undefined, use: CallUse): Expression {
    const value = this.expression(node);
    this.facts.use(value, use);
    return value;
  }

  private under(test: Expression, at: PlainNode, branch: 'then' | 'else', node: PlainNode | undefined): Expression {
    let value = NOTHING;
    this.facts.under({ test, branch, span: spanOf(at) }, () => {
      value = this.expression(node);
    });
    return value;
  }

  private member(node: PlainNode): Expression {
    const name = this.text(child(node, 'property'));
    return { kind: 'member', object: this.expression(child(node, 'object')), name };
  }

  private subscript(node: PlainNode): Expression {
    const object = this.expression(child(node, 'object'));
    const key = this.expression(child(node, 'index'));
    return key.kind === 'literal' && key.text !== undefined
      ? { kind: 'member', object, name: key.text }
      : { kind: 'item', object, key };
  }

  private entry(part: PlainNode): ObjectEntry[] {
    switch (part.type) {
      case 'pair':
        return [{ name: this.keyOf(child(part, 'key')), value: this.expression(child(part, 'value')) }];
      case 'shorthand_property_identifier':
        return [{ name: this.text(part), value: this.expression(part) }];
      case 'method_definition': {
        const id = this.functionOf(part, 'function', undefined);
        return [{ name: this.keyOf(child(part, 'name')), value: { kind: 'function', function: id } }];
      }
      default:
        return parts(part).map((each) => ({ name: '', value: this.expression(each) }));
    }
  }

  private keyOf(key: PlainNode | undefined): string {
    if (key?.type === 'computed_property_name') this.expression(parts(key)[0]);
    return withoutQuotes(this.text(key));
  }

  private call(node: PlainNode): Expression {
    const isNew = node.type === 'new_expression';
    const callee = child(node, isNew ? 'constructor' : 'function');
    const given = parts(child(node, 'arguments'));
    const name = this.text(callee);
    const [first] = given;
    if ((name === 'require' || name === 'import') && first?.type === 'string' && given.length === 1) {
      const from = withoutQuotes(this.text(first));
      if (name === 'require') this.facts.load(from, node);
      return this.facts.module(from);
    }
    const calleeValue = this.expression(callee);
    const values = given.map((argument): Argument => this.argument(argument));
    // `__exportStar(require('./a'), exports)`, which TypeScript makes of `export *`.
    const [module] = values;
    if (name.endsWith('__exportStar') && module?.value.kind === 'module') this.facts.star(module.value.from);
    // Compilers write `__importStar(require('pg'))` for an import.
    const isImport = /^(?:\w+\.)?__import(?:Star|Default)$/.test(name);
    if (isImport && module?.value.kind === 'module') return module.value;
    return this.facts.call(calleeValue, values, { isNew, span: spanOf(node) });
  }

  private literal(node: PlainNode): Expression {
    if (node.type === 'true' || node.type === 'false') return { kind: 'literal', isTrue: node.type === 'true' };
    const text = this.text(node);
    if (node.type !== 'number') return { kind: 'literal', text: node.type === 'string' ? withoutQuotes(text) : text };
    const number = numberOf(text);
    return number === undefined ? NOTHING : { kind: 'literal', number };
  }

  private argument(node: PlainNode): Argument {
    const value = this.expression(node);
    return node.type === 'spread_element' ? { value, isSpread: true } : { value };
  }

  private assignment(node: PlainNode): Expression {
    const left = child(node, 'left');
    const operator = this.text(child(node, 'operator'));
    const right = child(node, 'right');
    if (operator === '??=' || operator === '||=') {
      const target = this.expression(left);
      const value = this.under(target, node, 'then', right);
      this.bindTarget(left, value, { operator });
      return { kind: 'either', parts: [target, value] };
    }
    const value = this.expression(right);
    if (operator === '') this.bindTarget(left, value);
    else this.bindTarget(left, made([value]), { operator });
    return value;
  }
}
