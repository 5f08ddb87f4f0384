import { DebugSession, InitializedEvent, OutputEvent, TerminatedEvent, ThreadEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { logText } from '../environment/logs/format';
import type { DebugAddress, DebugRequest } from '../lambda/debugging';
import { toError, UserError } from '../lambda/errors';
import { responseText } from '../lambda/httpIntegration';
import type { Disposable, LifecycleEvent } from '../lambda/lifecycleEvents';
import type { Logger } from '../lambda/ports';
import { remarkOf } from '../timeline/remarks';
import { completeConfiguration, type CompleteConfiguration, type LaunchConfiguration } from './configuration';
import { debuggerAttached } from './debuggerAttached';
import { EnvironmentThreads } from './environmentThreads';
import { hasOwnDebugger } from './ownDebugger';
import type { ChildSessions, DebuggedFunction, DebuggedFunctions } from './ports';

/** How long a runtime waits for its debugger. Editors start their debuggers on first use, which takes seconds. */
const ATTACH_LIMIT_MS = 30_000;
const LAUNCH_FAILED = 1;
const REFUSED = 2;

/** Requests of the editor beyond the protocol. */

export type SessionRequest = 'invoke' | 'detach';

interface Running {
  readonly debugged: DebuggedFunction;
  readonly configuration: CompleteConfiguration;
  readonly attached: boolean;
}

/**
 * The parent debug session of one function. It owns the lifetime of the function's environments, shows them as threads,
 * and has a debugger started for each; these come and go with the environments, this session stays until the user ends it.
 */
export class LambdaDebugSession extends DebugSession {
  private readonly threads = new EnvironmentThreads();
  private readonly subscriptions: Disposable[] = [];
  private running: Running | undefined;
  private ended: Promise<void> | undefined;

  constructor(
    private readonly functions: DebuggedFunctions,
    private readonly children: ChildSessions,
    private readonly logger: Logger,
  ) {
    super();
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsTerminateRequest: true,
      supportTerminateDebuggee: true,
      supportsRestartRequest: true,
    };
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    given: DebugProtocol.LaunchRequestArguments & LaunchConfiguration,
  ): void {
    void this.begin(response, given, false);
  }

  protected override attachRequest(
    response: DebugProtocol.AttachResponse,
    given: DebugProtocol.AttachRequestArguments & LaunchConfiguration,
  ): void {
    void this.begin(response, { ...given, invocations: 0 }, true);
  }

  protected override configurationDoneRequest(
    response: DebugProtocol.ConfigurationDoneResponse,
    given: DebugProtocol.ConfigurationDoneArguments,
  ): void {
    super.configurationDoneRequest(response, given);
    void this.reattach().then(() => this.invokeRepeatedly());
  }

  /** Debuggers of environments bind breakpoints; this says what has to happen for it. */
  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    given: DebugProtocol.SetBreakpointsArguments,
  ): void {
    const name = this.running?.debugged.configuration.name ?? 'the function';
    const message = `Not bound yet: no environment of ${name} has loaded this file.`;
    response.body = { breakpoints: (given.breakpoints ?? []).map(() => ({ verified: false, message })) };
    this.sendResponse(response);
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    response.body = { threads: this.threads.list() };
    this.sendResponse(response);
  }

  /** The debug console speaks with this session while none of the environments stands at a line. */
  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    { expression, context }: DebugProtocol.EvaluateArguments,
  ): void {
    const refuse = (format: string): void => {
      this.sendErrorResponse(response, { id: REFUSED, format });
    };
    this.children.evaluate(expression, context).then(
      (result) => {
        if (result === undefined) {
          refuse('No environment is being debugged; invoke the function first.');
          return;
        }
        if (result === '') {
          // debugpy answers nothing, instead of refusing, while no frame is there to evaluate in.
          refuse('The debugger of this runtime evaluates only while the function stands at a line.');
          return;
        }
        response.body = { result, variablesReference: 0 };
        this.sendResponse(response);
      },
      (thrown: unknown) => {
        refuse(toError(thrown).message);
      },
    );
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    const { running } = this;
    if (running === undefined) {
      this.sendResponse(response);
      return;
    }
    const { fleet, configuration } = running.debugged;
    void fleet.end(configuration.name, 'the debug session was restarted').then(() => {
      this.sendResponse(response);
      void this.invokeRepeatedly();
    });
  }

  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    void this.end(true).then(() => {
      this.sendResponse(response);
    });
  }

  /** Stop ends the environments; Disconnect, and the end of an attached session, keeps them warm. */
  protected override disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    given: DebugProtocol.DisconnectArguments,
  ): void {
    const ends = given.terminateDebuggee ?? this.running?.attached !== true;
    void this.end(ends).then(() => {
      this.sendResponse(response);
    });
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.sendErrorResponse(response, {
      id: REFUSED,
      format: 'An environment is paused by the debugger below it; choose one of its threads.',
    });
  }

  protected override customRequest(command: string, response: DebugProtocol.Response, given: unknown): void {
    switch (command as SessionRequest) {
      case 'invoke':
        void this.invoke(given as { readonly event?: unknown } | undefined).then(() => {
          this.sendResponse(response);
        });
        return;
      case 'detach':
        void this.end(false).then(() => {
          this.sendResponse(response);
        });
        return;
      default:
        super.customRequest(command, response, given);
    }
  }

  private async begin(
    response: DebugProtocol.Response,
    given: LaunchConfiguration | undefined,
    attached: boolean,
  ): Promise<void> {
    try {
      const configuration = completeConfiguration(given ?? {});
      const debugged = await (attached ? this.functions.attach(configuration) : this.functions.launch(configuration));
      const { name } = debugged.configuration;
      this.running = { debugged, configuration, attached };
      this.subscriptions.push(
        debugged.fleet.onEvent((event) => {
          if (event.functionName === name) {
            this.record(event);
          }
        }),
      );
      if (configuration.noDebug !== true) {
        await debugged.fleet.debug(name, debugRequest(this.running));
      }
      this.sendResponse(response);
      this.sendEvent(new InitializedEvent());
    } catch (thrown) {
      this.refuse(response, thrown);
    }
  }

  private refuse(response: DebugProtocol.Response, thrown: unknown): void {
    const error = toError(thrown);
    if (!(error instanceof UserError)) {
      this.logger.error('A debug session could not be started', error);
    }
    this.sendErrorResponse(response, {
      id: LAUNCH_FAILED,
      format: error.message,
      showUser: true,
    });
  }

  /**
   * Environments that were kept warm by an earlier session have their door open still. Resolves when their debuggers have
   * set the breakpoints: a warm environment does not wait for them by itself.
   */
  private async reattach(): Promise<void> {
    const { running } = this;
    if (running === undefined || running.configuration.noDebug === true) {
      return;
    }
    const { fleet, configuration } = running.debugged;
    const warm = fleet.environments().filter((environment) => environment.configuration.name === configuration.name);
    await Promise.all(
      warm.map(async ({ id, debugAddress }) => {
        this.sendEvent(new ThreadEvent('started', this.threads.add(id)));
        if (debugAddress !== undefined) {
          const attached = debuggerAttached(fleet, id, ATTACH_LIMIT_MS);
          await this.startChild(id, debugAddress);
          await attached;
        }
      }),
    );
  }

  private async invokeRepeatedly(): Promise<void> {
    const { invocations, concurrency } = this.running?.configuration ?? { invocations: 0, concurrency: 0 };
    let left = invocations;
    const worker = async (): Promise<void> => {
      while (left > 0 && this.ended === undefined) {
        left -= 1;
        await this.invoke(undefined);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, invocations) }, worker));
  }

  /** Invokes once and shows the result. What goes wrong is shown, too: the session goes on. */
  private async invoke(given: { readonly event?: unknown } | undefined): Promise<void> {
    const { running } = this;
    if (running === undefined) {
      return;
    }
    const { debugged } = running;
    try {
      const payload = given?.event === undefined ? await debugged.event() : Buffer.from(JSON.stringify(given.event));
      const response = await debugged.fleet.invoke(debugged.configuration.name, { payload });
      const category = response.functionError === undefined ? 'console' : 'stderr';
      this.output(`${responseText(response)}\n`, category);
      await response.completed;
    } catch (thrown) {
      this.output(`${toError(thrown).message}\n`, 'important');
    }
  }

  private record(event: LifecycleEvent): void {
    const thread = this.threads.record(event);
    if (thread !== undefined) {
      this.sendEvent(new ThreadEvent(thread.change === 'exited' ? 'exited' : 'started', thread.id));
    }
    const { running } = this;
    if (running === undefined) {
      return;
    }
    const text = logText(event, running.debugged.configuration.logging);
    const remark = remarkOf(event);
    if (text !== '') {
      this.output(text, 'stdout');
    }
    if (remark !== undefined) {
      const { warning } = remark;
      this.output(`${warning === undefined ? '' : `${warning}: `}${remark.text}\n`, 'console');
    }
    if (event.environmentId === undefined) {
      return;
    }
    if (event.type === 'debugger.waiting') {
      void this.startChild(event.environmentId, event.record);
    } else if (event.type === 'platform.initStart' && bringsOwnDebugger(running)) {
      void this.startChild(event.environmentId, undefined);
    }
  }

  private async startChild(environmentId: string, address: DebugAddress | undefined): Promise<void> {
    const { running } = this;
    if (running === undefined || this.ended !== undefined) {
      return;
    }
    const { debugged, configuration } = running;
    const started = await this.children.start({
      ...(address === undefined ? {} : { address }),
      environmentId,
      name: `${this.threads.label(environmentId)} « ${debugged.configuration.name}`,
      configuration: debugged.configuration,
      justMyCode: configuration.justMyCode,
      debuggerOptions: configuration.debuggerOptions,
    });
    if (!started) {
      this.output(
        'The debugger of this environment could not be started; the function goes on without it.\n',
        'important',
      );
    }
  }

  /** `terminate`: environments are ended; else they stay warm and can be debugged again. Safe to call twice. */
  private end(terminate: boolean): Promise<void> {
    this.ended ??= this.endOnce(terminate);
    return this.ended;
  }

  private async endOnce(terminate: boolean): Promise<void> {
    const { running } = this;
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    if (running !== undefined) {
      const { fleet, configuration } = running.debugged;
      try {
        if (terminate) {
          await fleet.end(configuration.name, 'the debug session was stopped');
        } else {
          await this.children.detach();
        }
        await fleet.debug(configuration.name, undefined);
      } catch (thrown) {
        this.logger.warn('A debug session did not end as it should', toError(thrown));
      }
    }
    this.children.dispose();
    running?.debugged.release?.();
    this.sendEvent(new TerminatedEvent());
  }

  private output(text: string, category: 'stdout' | 'stderr' | 'console' | 'important'): void {
    this.sendEvent(new OutputEvent(text, category));
  }
}

function bringsOwnDebugger({ debugged, configuration }: Running): boolean {
  return hasOwnDebugger(debugged.configuration.runtime, configuration);
}

function debugRequest(running: Running): DebugRequest {
  const { timeoutPolicy, onCodeChange, stopOnInit } = running.configuration;
  return {
    // Nobody says when the user's own debugger holds the function, so the clock cannot stand still for it.
    timeoutPolicy: timeoutPolicy === 'pause' && bringsOwnDebugger(running) ? 'off' : timeoutPolicy,
    onCodeChange,
    stopOnInit,
    attachLimitMs: ATTACH_LIMIT_MS,
  };
}
