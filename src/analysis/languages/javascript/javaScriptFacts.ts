import type { PlainNode } from '../../../syntax/plainTree';
import type { Condition, Expression, FileFacts } from '../../facts/fileFacts';
import { LanguageWalk, NOTHING, child, hasWord, parts, spanOf } from '../languageWalk';
import { JavaScriptExpressions } from './javaScriptExpressions';
import { addExport, addImport } from './javaScriptModules';

/** The facts of a JavaScript or TypeScript module. */
export function javaScriptFacts(root: PlainNode, text: string): FileFacts {
  return new JavaScriptFacts(new LanguageWalk(root, text)).read();
}

const LEAVING: ReadonlySet<string> = new Set([
  'return_statement',
  'throw_statement',
  'continue_statement',
  'break_statement',
]);

/** Statements that only say something of types. */
const TYPES_ONLY: ReadonlySet<string> = new Set([
  'interface_declaration',
  'type_alias_declaration',
  'ambient_declaration',
  'function_signature',
]);

class JavaScriptFacts extends JavaScriptExpressions {
  read(): FileFacts {
    this.statements(parts(this.walk.root));
    return this.facts.finish();
  }

  protected override block(node: PlainNode | undefined): void {
    if (node === undefined) return;
    this.facts.block(() => {
      if (node.type === 'statement_block' || node.type === 'switch_case' || node.type === 'class_static_block') {
        this.statements(parts(node).flatMap((part) => (node.type === 'class_static_block' ? parts(part) : [part])));
      } else this.statement(node);
    });
  }

  private statements(statements: readonly PlainNode[]): void {
    this.facts.sequence(() => {
      for (const statement of statements) this.statement(statement);
    });
  }

  protected override statement(node: PlainNode): void {
    if (TYPES_ONLY.has(node.type)) return;
    switch (node.type) {
      case 'import_statement':
        addImport(this, node);
        break;
      case 'export_statement':
        addExport(this, node);
        break;
      case 'lexical_declaration':
      case 'variable_declaration':
        for (const declarator of parts(node)) this.declarator(declarator, node.type === 'variable_declaration');
        break;
      case 'function_declaration':
      case 'generator_function_declaration':
      case 'class_declaration':
      case 'abstract_class_declaration':
        this.declaration(node);
        break;
      case 'return_statement':
        for (const part of parts(node)) this.facts.returns(this.expression(part));
        break;
      case 'statement_block':
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
      case 'while_statement':
      case 'do_statement':
        this.loopStatement(node);
        break;
      case 'for_in_statement':
        this.forIn(node);
        break;
      case 'try_statement':
        this.tryStatement(node);
        break;
      case 'switch_statement':
        this.switchStatement(node);
        break;
      case 'labeled_statement':
        this.block(child(node, 'body'));
        break;
      case 'expression_statement':
        // What an assignment gives goes to its target.
        for (const part of parts(node))
          this.used(part, part.type.endsWith('assignment_expression') ? 'used' : 'dropped');
        break;
      default:
        for (const part of parts(node)) this.expression(part);
    }
  }

  private ifStatement(node: PlainNode): void {
    const test = child(node, 'condition');
    const consequence = child(node, 'consequence');
    const alternative = child(node, 'alternative');
    const condition: Condition = { test: this.expression(test), branch: 'then', span: spanOf(test ?? node) };
    this.facts.under(condition, () => this.block(consequence));
    if (alternative !== undefined) {
      this.facts.under({ ...condition, branch: 'else' }, () => {
        for (const part of parts(alternative)) this.block(part);
      });
    }
    if (leaves(consequence)) this.facts.from({ ...condition, branch: 'after' });
  }

  private loopStatement(node: PlainNode): void {
    this.facts.block(() => {
      const initializer = child(node, 'initializer');
      if (initializer !== undefined) this.statement(initializer);
      const test = child(node, 'condition');
      const value = test === undefined ? NOTHING : this.condition(test);
      this.facts.loop(() => {
        const increment = child(node, 'increment');
        if (increment !== undefined) this.expression(increment);
        const condition: Condition = { test: value, branch: 'then', span: spanOf(test ?? node) };
        this.facts.under(condition, () => this.block(child(node, 'body')));
      });
    });
  }

  private condition(node: PlainNode): Expression {
    return this.expression(node.type === 'expression_statement' ? parts(node)[0] : node);
  }

  private forIn(node: PlainNode): void {
    this.facts.block(() => {
      const object = this.expression(child(node, 'right'));
      const isNew = hasWord(node, 'const') || hasWord(node, 'let') || hasWord(node, 'var');
      const isVar = hasWord(node, 'var');
      if (hasWord(node, 'await')) this.facts.awaits();
      this.bindTarget(child(node, 'left'), { kind: 'item', object, key: undefined }, { isNew, isVar });
      this.facts.loop(() => this.block(child(node, 'body')));
    });
  }

  private tryStatement(node: PlainNode): void {
    const body = child(node, 'body');
    const handler = child(node, 'handler');
    if (handler === undefined) this.block(body);
    else this.facts.attempt(spanOf(body ?? node), () => this.block(body));
    if (handler !== undefined) {
      this.facts.under({ test: undefined, branch: 'failure', span: spanOf(handler) }, () => {
        this.facts.block(() => {
          this.bindTarget(child(handler, 'parameter'), NOTHING, { isNew: true });
          this.block(child(handler, 'body'));
        });
      });
    }
    this.facts.finally(() => this.block(child(child(node, 'finalizer'), 'body')));
  }

  private switchStatement(node: PlainNode): void {
    const test = this.expression(child(node, 'value'));
    for (const clause of parts(child(node, 'body'))) {
      this.facts.under({ test, branch: 'then', span: spanOf(clause) }, () => {
        this.expression(child(clause, 'value'));
        this.facts.block(() => {
          for (const statement of parts(clause).filter(({ field }) => field === 'body')) this.statement(statement);
        });
      });
    }
  }
}

/** Whether nothing behind a statement runs after it. */
function leaves(statement: PlainNode | undefined): boolean {
  const last = statement?.type === 'statement_block' ? parts(statement).at(-1) : statement;
  return last !== undefined && LEAVING.has(last.type);
}
