import { InvokeCommand, LambdaClient, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { expect, onTestFinished } from 'vitest';
import { Command } from '../../support/commandLine';

/** A command that serves a folder, and a real SDK client of it. */
export class Served {
  private constructor(
    readonly command: Command,
    readonly folder: string,
    readonly client: LambdaClient,
  ) {}

  static async start(folder: string, ...more: readonly string[]): Promise<Served> {
    const command = new Command(['serve', '--port', '0', ...more], { folder });
    const [, endpoint = ''] = await command.said(/Serving \d+ functions? at (\S+)\n/);
    const client = new LambdaClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    onTestFinished(() => client.destroy());
    return new Served(command, folder, client);
  }

  async invoke(FunctionName: string, event: unknown = {}, more: Partial<InvokeCommandInput> = {}): Promise<unknown> {
    const { Payload } = await this.client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...more }),
    );
    return JSON.parse(Payload?.transformToString() ?? 'null');
  }

  async stop(): Promise<void> {
    this.command.signal('SIGINT');
    expect(await this.command.ended).toEqual({ code: 0, signal: null });
    expect(this.command.leftovers()).toEqual([]);
  }
}
