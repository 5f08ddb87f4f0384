import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { setBreakpoints } from './support/breakpoints';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { hoverText } from './support/hover';
import { LambdaSession } from './support/lambdaSession';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
Resources:
  Compiled:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: compiled, Handler: dist/app.handler }
  Bundled:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [app.ts], Sourcemap: true } }
    Properties: { CodeUri: bundled, Handler: app.handler }
  Module:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: module, Handler: app.handler }
  Named:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: named, Handler: app.handler }
  Featured:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: featured, Handler: app.handler }
`;

const TYPED = `import { nameOfTable } from './naming';

interface Order {
  readonly id?: string;
}

let count: number = 0;
const table: string = nameOfTable('orders');

export const handler = async (event: Order): Promise<object> => {
  count += 1;
  const answer = { count, table, id: event.id };
  return answer;
};
`;
const NAMING = `interface Naming {
  readonly suffix: string;
}
const naming: Naming = { suffix: 'Table' };
export const nameOfTable = (name: string): string => {
  return name + naming.suffix;
};
`;
const SCRIPT = `import { sep } from 'node:path';

let count = 0;
const table = 'orders' + sep;

export const handler = async () => {
  count += 1;
  const answer = { count, table };
  return answer;
};
`;
const FEATURED = `import { Kind } from '@shop/kinds';

enum Size {
  Small = 1,
  Large = 2,
}

function counted(_target: object, _name: string, descriptor: PropertyDescriptor): PropertyDescriptor {
  return descriptor;
}

let count: number = 0;

class Orders {
  @counted
  place(kind: Kind): { readonly kind: Kind; readonly size: Size } {
    count += 1;
    const answer = { kind, size: Size.Large };
    return answer;
  }
}

const orders = new Orders();
export const handler = async (): Promise<object> => orders.place(Kind.Book);
`;
const COMPILER_OPTIONS = {
  ...{ target: 'es2022', module: 'nodenext', rootDir: 'src', outDir: 'dist', sourceMap: true, types: [] },
};

/** Where the breakpoints of a function are, and what is to be seen at the second one. */
interface Style {
  readonly function: string;
  readonly file: string;
  readonly moduleLine: number;
  readonly handlerLine: number;
}

const STYLES: readonly Style[] = [
  { function: 'Compiled', file: 'compiled/src/app.ts', moduleLine: 8, handlerLine: 12 },
  { function: 'Bundled', file: 'bundled/app.ts', moduleLine: 8, handlerLine: 12 },
  { function: 'OrdersFn', file: 'lambda/orders.ts', moduleLine: 8, handlerLine: 12 },
  { function: 'Module', file: 'module/app.js', moduleLine: 4, handlerLine: 8 },
  { function: 'Named', file: 'named/app.mjs', moduleLine: 4, handlerLine: 8 },
  { function: 'Featured', file: 'featured/app.ts', moduleLine: 12, handlerLine: 18 },
];

describe.each(EDITOR_VERSIONS)('breakpoints in sources in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await TemporaryProject.create({
      'template.yaml': TEMPLATE,
      'compiled/tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS }),
      'compiled/src/app.ts': TYPED,
      'compiled/src/naming.ts': NAMING,
      'bundled/app.ts': TYPED,
      'bundled/naming.ts': NAMING,
      'module/package.json': '{"type": "module"}',
      'module/app.js': SCRIPT,
      'named/app.mjs': SCRIPT,
      'featured/tsconfig.json': JSON.stringify({
        compilerOptions: { experimentalDecorators: true, paths: { '@shop/*': ['./shop/*'] } },
      }),
      'featured/app.ts': FEATURED,
      'featured/shop/kinds.ts': "export enum Kind {\n  Book = 'book',\n}\n",
      'cdk.json': '{"app": "node app.js"}',
      'lambda/orders.ts': TYPED,
      'lambda/naming.ts': NAMING,
      'unloaded.js': 'exports.handler = async () => {\n  return 1;\n};\n',
      ...assembly(),
    });
    const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', project.path('compiled')], { stdio: 'inherit' });
    await build({
      entryPoints: [project.path('lambda/orders.ts')],
      outfile: project.path('cdk.out/asset.aa11/index.js'),
      ...{ bundle: true, platform: 'node', target: 'node22', sourcemap: true },
    });
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')] });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  it.for(STYLES)(
    'stop in $file, cold and warm',
    async ({ function: name, file: relative, moduleLine, handlerLine }, ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      const file = project.path(relative);
      await setBreakpoints(window, file, [moduleLine, handlerLine]);
      const last = window.sessions.stops.at(-1);
      const session = await LambdaSession.start(window, { function: name, event: { id: 'seven' } });
      const inModule = await window.sessions.stop(last);
      expect(inModule.frames[0]).toMatchObject({ file, line: moduleLine });
      await window.sessions.continue(inModule);
      const cold = await window.sessions.stop(inModule);
      expect(cold.frames[0]).toMatchObject({ file, line: handlerLine });
      expect(await window.sessions.evaluate(cold, 'count')).toBe('1');
      await window.sessions.continue(cold);
      await session.printed(/REPORT RequestId/);
      const warm = await session.invokeAndLook(cold, 'count');
      expect(warm.value).toBe('2');
      expect(warm.stop.frames[0]).toMatchObject({ file, line: handlerLine });
      await session.stop();
    },
  );

  it('step from one source into another', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const file = project.path('compiled/src/app.ts');
    await setBreakpoints(window, file, [8]);
    const last = window.sessions.stops.at(-1);
    const session = await LambdaSession.start(window, { function: 'Compiled', event: {} });
    const stop = await window.sessions.stop(last);
    await window.sessions.request(stop, 'stepIn', { threadId: stop.threadId });
    const inside = await window.sessions.stop(stop);
    expect(inside.frames[0]).toMatchObject({ file: project.path('compiled/src/naming.ts'), line: 6 });
    await window.sessions.continue(inside);
    await session.stop();
  });

  it('say why they are not bound in a file that no environment loads', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const file = project.path('unloaded.js');
    await window.editor.open(file);
    await setBreakpoints(window, file, [2]);
    const session = await LambdaSession.start(window, { function: 'Named', event: {} });
    await session.printed(/REPORT RequestId/);
    const marks = '.glyph-margin-widgets :is(.codicon-debug-hint, .codicon-debug-breakpoint-unverified)';
    const why = 'Not bound yet: no environment of Named has loaded this file.';
    const hover = window.page.locator('.monaco-hover', { hasText: why });
    expect(await hoverText(window, window.page.locator(marks), hover)).toContain(why);
    await window.screenshot(`buildStyles-${version}-unbound`);
    await session.stop();
  });
});

/** What `cdk synth` leaves of a stack with one NodejsFunction, apart from the bundle. */
function assembly(): Record<string, string> {
  const resource = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: `${'a'.repeat(64)}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
    },
    Metadata: {
      'aws:cdk:path': 'Shop/OrdersFn/Resource',
      'aws:asset:path': 'asset.aa11',
      'aws:asset:is-bundled': true,
      'aws:asset:property': 'Code',
    },
  };
  const child = {
    id: 'OrdersFn',
    path: 'Shop/OrdersFn',
    constructInfo: { fqn: 'aws-cdk-lib.aws_lambda_nodejs.NodejsFunction', version: '2.200.0' },
  };
  const artifacts = {
    Shop: {
      ...{ type: 'aws:cloudformation:stack', environment: 'aws://123456789012/eu-west-1' },
      properties: { templateFile: 'Shop.template.json' },
    },
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
  };
  const tree = {
    ...{ id: 'App', path: '' },
    children: { Shop: { id: 'Shop', path: 'Shop', children: { OrdersFn: child } } },
  };
  return {
    'cdk.out/manifest.json': JSON.stringify({ version: '48.0.0', artifacts }),
    'cdk.out/Shop.template.json': JSON.stringify({ Resources: { OrdersFn0A1B2C3D: resource } }),
    'cdk.out/tree.json': JSON.stringify({ version: 'tree-0.1', tree }),
  };
}
