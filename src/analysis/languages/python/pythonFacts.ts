import { submodule } from '../../../syntax/localModules';
import type { PlainNode } from '../../../syntax/plainTree';
import type { Condition, Expression, FileFacts } from '../../facts/fileFacts';
import { LanguageWalk, NOTHING, child, childrenOf, hasWord, made, parts, spanOf } from '../languageWalk';
import { PythonExpressions } from './pythonExpressions';

/** The facts of a Python module. */
export function pythonFacts(root: PlainNode, text: string): FileFacts {
  return new PythonFacts(new LanguageWalk(root, text)).read();
}

const LEAVING: ReadonlySet<string> = new Set([
  'return_statement',
  'raise_statement',
  'continue_statement',
  'break_statement',
]);

class PythonFacts extends PythonExpressions {
  read(): FileFacts {
    this.block(this.walk.root);
    if (this.facts.isInModule) this.exportNames();
    return this.facts.finish();
  }

  /** Every name of a module can be imported. */
  private exportNames(): void {
    for (const name of this.moduleNames) this.facts.export(name, this.facts.reference(name));
  }

  private block(node: PlainNode | undefined): void {
    this.facts.sequence(() => {
      for (const statement of parts(node)) this.statement(statement);
    });
  }

  private statement(node: PlainNode): void {
    switch (node.type) {
      case 'function_definition':
        this.define(node, []);
        break;
      case 'class_definition':
        this.defineClass(node);
        break;
      case 'decorated_definition':
        this.decorated(node);
        break;
      case 'import_statement':
        this.importModules(node);
        break;
      case 'import_from_statement':
        this.importFrom(node);
        break;
      case 'global_statement':
      case 'nonlocal_statement':
        for (const name of parts(node)) {
          if (node.type === 'global_statement') this.facts.declareGlobal(this.text(name));
          else this.facts.declareNonlocal(this.text(name));
          if (node.type === 'global_statement') this.moduleNames.add(this.text(name));
        }
        break;
      case 'return_statement':
        this.facts.returns(made(parts(node).map((part) => this.expression(part))));
        break;
      case 'block':
        this.block(node);
        break;
      default:
        this.compound(node);
    }
  }

  private compound(node: PlainNode): void {
    switch (node.type) {
      case 'if_statement':
        this.ifStatement(node);
        break;
      case 'for_statement':
        this.forStatement(node);
        break;
      case 'while_statement': {
        const condition = this.condition(child(node, 'condition'), 'then', node);
        this.facts.loop(() => this.facts.under(condition, () => this.block(child(node, 'body'))));
        this.block(child(child(node, 'alternative'), 'body'));
        break;
      }
      case 'try_statement':
        this.tryStatement(node);
        break;
      case 'with_statement':
        this.withStatement(node);
        break;
      case 'match_statement':
        this.matchStatement(node);
        break;
      case 'delete_statement':
        this.deleteStatement(node);
        break;
      default:
        for (const part of parts(node)) {
          const value = this.expression(part);
          // What an assignment gives goes to its target.
          const isDropped = node.type === 'expression_statement' && !part.type.endsWith('assignment');
          if (isDropped) this.facts.use(value, 'dropped');
        }
    }
  }

  private ifStatement(node: PlainNode): void {
    const test = child(node, 'condition');
    const consequence = child(node, 'consequence');
    // What a script does when it is started by hand is no part of a function.
    if (this.facts.isInModule && this.text(test).includes('__name__')) return;
    const isTypesOnly = /^(?:typing\.)?TYPE_CHECKING$/.test(this.text(test));
    const condition = this.condition(test, 'then', node);
    if (isTypesOnly) this.block(consequence);
    else this.facts.under(condition, () => this.block(consequence));
    this.alternatives(childrenOf(node, 'alternative'), condition);
    if (leaves(consequence)) this.facts.from({ ...condition, branch: 'after' });
  }

  private alternatives([next, ...others]: readonly PlainNode[], before: Condition): void {
    if (next === undefined) return;
    this.facts.under({ ...before, branch: 'else' }, () => {
      if (next.type !== 'elif_clause') {
        this.block(child(next, 'body'));
        return;
      }
      const condition = this.condition(child(next, 'condition'), 'then', next);
      this.facts.under(condition, () => this.block(child(next, 'consequence')));
      this.alternatives(others, condition);
    });
  }

  private condition(test: PlainNode | undefined, branch: Condition['branch'], around: PlainNode): Condition {
    return { test: this.expression(test), branch, span: spanOf(test ?? around) };
  }

  private forStatement(node: PlainNode): void {
    if (hasWord(node, 'async')) this.facts.awaits();
    this.bindTarget(child(node, 'left'), {
      kind: 'item',
      object: this.expression(child(node, 'right')),
      key: undefined,
    });
    this.facts.loop(() => this.block(child(node, 'body')));
    this.block(child(child(node, 'alternative'), 'body'));
  }

  private tryStatement(node: PlainNode): void {
    const body = child(node, 'body');
    this.facts.attempt(spanOf(body ?? node), () => this.block(body));
    for (const clause of parts(node)) {
      if (clause.type === 'except_clause' || clause.type === 'except_group_clause') this.except(clause);
      else if (clause.type === 'else_clause') this.block(child(clause, 'body'));
      else if (clause.type === 'finally_clause') {
        this.facts.finally(() => this.block(clause.children.find(({ type }) => type === 'block')));
      }
    }
  }

  private except(clause: PlainNode): void {
    this.facts.under({ test: undefined, branch: 'failure', span: spanOf(clause) }, () => {
      for (const part of parts(clause)) {
        if (part.type === 'block') this.block(part);
        else this.expression(part);
      }
    });
  }

  private withStatement(node: PlainNode): void {
    if (hasWord(node, 'async')) this.facts.awaits();
    const clause = node.children.find(({ type }) => type === 'with_clause');
    for (const item of clause?.children ?? []) {
      if (item.type === 'with_item') this.facts.context(this.expression(child(item, 'value')), spanOf(item));
    }
    this.block(child(node, 'body'));
  }

  private deleteStatement(node: PlainNode): void {
    for (const part of parts(node).flatMap((each) => (each.type === 'expression_list' ? parts(each) : [each]))) {
      const target = this.expression(part);
      if (target.kind === 'name') continue;
      this.facts.assign(target, NOTHING, { operator: 'delete', span: spanOf(part) });
    }
  }

  private matchStatement(node: PlainNode): void {
    const subject = this.expression(child(node, 'subject'));
    for (const clause of parts(child(node, 'body'))) {
      const condition: Condition = { test: subject, branch: 'then', span: spanOf(clause) };
      this.facts.under(condition, () => this.block(child(clause, 'consequence')));
    }
  }

  private decorated(node: PlainNode): void {
    const decorators = node.children
      .filter(({ type }) => type === 'decorator')
      .flatMap((decorator) => parts(decorator).map((part) => this.expression(part)));
    const definition = child(node, 'definition');
    if (definition?.type === 'class_definition') this.defineClass(definition, decorators);
    else if (definition !== undefined) this.define(definition, decorators);
  }

  private define(node: PlainNode, decorators: readonly Expression[]): void {
    const name = this.text(child(node, 'name'));
    const id = this.functionOf(node, decorators, () => this.block(child(node, 'body')));
    if (this.currentClass === undefined) this.bindName(name, { kind: 'function', function: id });
    else this.facts.method(this.currentClass, name, id);
  }

  private defineClass(node: PlainNode, decorators: readonly Expression[] = []): void {
    const name = this.text(child(node, 'name'));
    const bases = parts(child(node, 'superclasses')).map((base) =>
      base.type === 'keyword_argument' ? NOTHING : this.expression(base),
    );
    const id = this.facts.class(name, bases, this.isManaged(node, decorators));
    this.bindName(name, { kind: 'class', class: id });
    const around = this.currentClass;
    this.currentClass = id;
    this.facts.block(() => this.block(child(node, 'body')), { isClass: true });
    this.currentClass = around;
  }

  private isManaged(node: PlainNode, decorators: readonly Expression[]): boolean {
    const metaclass = parts(child(node, 'superclasses')).find(
      (base) => base.type === 'keyword_argument' && this.text(child(base, 'name')) === 'metaclass',
    );
    const isOwn = metaclass !== undefined && !/\b(?:ABC|Enum)Meta$/.test(this.text(child(metaclass, 'value')));
    return isOwn || decorators.some((each) => /singleton|cache/i.test(this.lastName(each)));
  }

  private importModules(node: PlainNode): void {
    for (const part of childrenOf(node, 'name')) {
      this.facts.load(this.text(part.type === 'aliased_import' ? child(part, 'name') : part), part);
      if (part.type === 'aliased_import') {
        const from = this.text(child(part, 'name'));
        this.importName(this.text(child(part, 'alias')), { from, symbol: '' });
      } else {
        // `import a.b` gives the name `a`; that `a.b` is loaded is seen when its members are looked up.
        const [first = ''] = this.text(part).split('.');
        this.importName(first, { from: first, symbol: '' });
      }
    }
  }

  private importFrom(node: PlainNode): void {
    const from = this.text(child(node, 'module_name'));
    this.facts.load(from, node);
    if (node.children.some(({ type }) => type === 'wildcard_import')) this.facts.star(from);
    for (const part of childrenOf(node, 'name')) {
      const symbol = this.text(part.type === 'aliased_import' ? child(part, 'name') : part);
      const name = part.type === 'aliased_import' ? this.text(child(part, 'alias')) : symbol;
      this.importName(name, { from, symbol });
      this.facts.module(submodule(from, symbol));
    }
  }
}

/** Whether nothing behind a block runs after it. */
function leaves(block: PlainNode | undefined): boolean {
  const last = parts(block).at(-1);
  if (last === undefined) return false;
  if (LEAVING.has(last.type)) return true;
  if (last.type !== 'if_statement') return false;
  const alternatives = childrenOf(last, 'alternative');
  const hasElse = alternatives.some(({ type }) => type === 'else_clause');
  return (
    hasElse &&
    leaves(child(last, 'consequence')) &&
    alternatives.every((each) => leaves(child(each, 'consequence') ?? child(each, 'body')))
  );
}
