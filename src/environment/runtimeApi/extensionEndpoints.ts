import type { IncomingMessage, ServerResponse } from 'node:http';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import type { EventRecords } from '../../lambda/lifecycleEvents';
import { LIMITS } from '../../lambda/limits';
import { Deferred } from '../deferred';
import type { Failure } from '../failures';
import { accept, answerJson, refuse } from './answers';
import { EXTENSION_EVENTS, Extension, type ExtensionEventType } from './extension';
import { header, readBody } from './requestBody';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAXIMUM_REGISTRATION_BYTES = 1_048_576;

/** What the answer to a registration says about the function. */
export interface RegisteredFunction {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
}

/** The Extensions API for one set of processes (lambda-contract §3). */
export class ExtensionEndpoints {
  private readonly extensions: Extension[] = [];
  private readonly changes = new Set<() => void>();
  private registrationOpen = true;

  constructor(
    private readonly registered: RegisteredFunction,
    private readonly onFailure: (failure: Failure) => void,
  ) {}

  /** In registration order, as `platform.extension` reports them. */
  get all(): readonly Extension[] {
    return this.extensions.filter((extension) => extension.machine.state !== 'Started');
  }

  /** An external extension's process is about to start; only its file name may register as external. */
  expectExternal(name: string): void {
    this.extensions.push(new Extension(name, true));
  }

  closeRegistration(): void {
    this.registrationOpen = false;
  }

  /** Resolves when every external extension has registered. */
  async externalsRegistered(): Promise<void> {
    await this.until(() => this.extensions.every((extension) => extension.machine.state !== 'Started'));
  }

  /** Resolves when every registered extension has asked for an event: its part of the Init phase is done. */
  async ready(): Promise<void> {
    await this.until(() => this.all.every((extension) => extension.machine.state !== 'Registered'));
  }

  /** Resolves when every extension that takes INVOKE events is done with the one it got. */
  async invocationDone(): Promise<void> {
    await this.until(() => !this.working());
  }

  /** Whether an extension still works on the current invocation. */
  working(): boolean {
    return this.extensions.some(
      (extension) => extension.subscribedTo('INVOKE') && extension.machine.state === 'Running',
    );
  }

  deliver(type: ExtensionEventType, body: string): void {
    for (const extension of this.all) {
      if (extension.subscribedTo(type)) {
        extension.deliver(body);
      }
    }
  }

  find(identifier: string): Extension | undefined {
    return this.extensions.find((extension) => extension.identifier === identifier);
  }

  /** `POST /extension/register` */
  register(request: IncomingMessage, response: ServerResponse): void {
    readBody(request, MAXIMUM_REGISTRATION_BYTES, (body) => {
      if (body.kind !== 'truncated') {
        this.registerWith(body.kind === 'complete' ? body.bytes : Buffer.alloc(0), request, response);
      }
    });
  }

  /** `GET /extension/event/next` */
  next(request: IncomingMessage, response: ServerResponse): void {
    const extension = this.identify(request, response);
    if (extension === undefined) {
      return;
    }
    if (!extension.awaitEvent(response)) {
      refuseExtensionTransition(response, extension, 'Ready');
      return;
    }
    this.changed();
  }

  /** `POST /extension/init/error` and `POST /extension/exit/error` */
  reportError(kind: 'InitError' | 'ExitError', request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const extension = this.identify(request, response);
    if (extension === undefined) {
      return;
    }
    const errorType = header(request, 'lambda-extension-function-error-type');
    if (errorType === undefined) {
      refuse(response, 403, 'Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found');
      return;
    }
    if (!extension.machine.enter(kind)) {
      refuseExtensionTransition(response, extension, kind);
      return;
    }
    accept(response);
    this.onFailure({ errorType: `Extension.${kind}`, message: `${extension.name}: ${errorType}` });
    this.changed();
  }

  /** The extension behind the identifier header; answers 403 when there is none (lambda-contract §3.2). */
  identify(request: IncomingMessage, response: ServerResponse): Extension | undefined {
    const identifier = header(request, 'lambda-extension-identifier');
    if (identifier === undefined) {
      refuse(response, 403, 'Extension.MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header');
      return undefined;
    }
    if (!UUID.test(identifier)) {
      refuse(response, 403, 'Extension.InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier');
      return undefined;
    }
    const extension = this.find(identifier);
    if (extension === undefined || extension.machine.state === 'Started') {
      refuse(response, 403, 'Extension.UnknownExtensionIdentifier', `Unknown extension ${identifier}`);
      return undefined;
    }
    return extension;
  }

  /** One record per extension, as they stand at the end of the Init phase. */
  records(): EventRecords['platform.extension'][] {
    return this.all.map((extension) => ({
      name: extension.name,
      state: extension.machine.state,
      events: [...extension.events],
    }));
  }

  private registerWith(body: Buffer, request: IncomingMessage, response: ServerResponse): void {
    const name = header(request, 'lambda-extension-name');
    if (name === undefined) {
      refuse(response, 403, 'Extension.InvalidExtensionName', 'Empty extension name');
      return;
    }
    const parsed = parseRegistration(body);
    if ('errorType' in parsed) {
      refuse(response, 403, parsed.errorType, parsed.message);
      return;
    }
    if (!this.registrationOpen) {
      refuse(response, 403, 'Extension.RegistrationClosed', 'Extension registration closed already');
      return;
    }
    const extension = this.admit(name, parsed.events, response);
    if (extension === undefined) {
      return;
    }
    extension.events = parsed.events;
    const features = (header(request, 'lambda-extension-accept-feature') ?? '')
      .split(',')
      .map((feature) => feature.trim());
    answerJson(
      response,
      200,
      JSON.stringify({ ...this.registered, ...(features.includes('accountId') ? { accountId: LOCAL_ACCOUNT } : {}) }),
      { 'Lambda-Extension-Identifier': extension.identifier },
    );
    this.changed();
  }

  /** Finds the started external of that name, or adds an internal extension; answers 403 when neither is allowed. */
  private admit(name: string, events: readonly ExtensionEventType[], response: ServerResponse): Extension | undefined {
    const known = this.extensions.find((extension) => extension.name === name);
    if (known !== undefined) {
      if (known.machine.enter('Registered')) {
        return known;
      }
      const message = known.external
        ? `State transition from ${known.machine.state} to Registered failed for extension ${name}. Error: State transition is not allowed`
        : 'Extension with this name already registered';
      refuse(response, 403, 'Extension.InvalidExtensionState', message);
      return undefined;
    }
    if (events.includes('SHUTDOWN')) {
      refuse(response, 403, 'Extension.InvalidEventType', 'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension');
      return undefined;
    }
    if (this.extensions.length >= LIMITS.extensions) {
      refuse(response, 403, 'Extension.TooManyExtensions', `Extension limit (${String(LIMITS.extensions)}) reached`);
      return undefined;
    }
    const extension = new Extension(name, false);
    extension.machine.enter('Registered');
    this.extensions.push(extension);
    return extension;
  }

  private async until(condition: () => boolean): Promise<void> {
    if (condition()) {
      return;
    }
    const met = new Deferred<undefined>();
    const check = (): void => {
      if (condition()) {
        this.changes.delete(check);
        met.resolve(undefined);
      }
    };
    this.changes.add(check);
    await met.promise;
  }

  private changed(): void {
    for (const check of [...this.changes]) {
      check();
    }
  }
}

type Registration =
  { readonly events: readonly ExtensionEventType[] } | { readonly errorType: string; readonly message: string };

function parseRegistration(body: Buffer): Registration {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString());
  } catch (thrown) {
    return { errorType: 'InvalidRequestFormat', message: thrown instanceof Error ? thrown.message : 'Invalid JSON' };
  }
  if (typeof parsed !== 'object' || parsed === null) {
    return { errorType: 'InvalidRequestFormat', message: 'The body must be a JSON object' };
  }
  const { events = [], configurationKeys = [] } = parsed as { events?: unknown; configurationKeys?: unknown };
  if (Array.isArray(configurationKeys) && configurationKeys.length > 0) {
    return {
      errorType: 'InvalidRequestFormat',
      message: 'configurationKeys are deprecated; use environment variables instead',
    };
  }
  if (!Array.isArray(events)) {
    return { errorType: 'InvalidRequestFormat', message: 'events must be a list' };
  }
  const known: ExtensionEventType[] = [];
  for (const event of events as readonly unknown[]) {
    const match = EXTENSION_EVENTS.find((candidate) => candidate === event);
    if (match === undefined) {
      return { errorType: 'Extension.InvalidEventType', message: `${String(event)}: ErrorInvalidEventType` };
    }
    known.push(match);
  }
  return { events: known };
}

function refuseExtensionTransition(response: ServerResponse, extension: Extension, to: string): void {
  refuse(
    response,
    403,
    'Extension.InvalidExtensionState',
    `State transition from ${extension.machine.state} to ${to} failed for extension ${extension.identifier}. Error: State transition is not allowed`,
  );
}
