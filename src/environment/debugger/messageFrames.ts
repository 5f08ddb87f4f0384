const HEADER_END = Buffer.from('\r\n\r\n');

/** Takes messages of the Debug Adapter Protocol out of a stream of bytes: `Content-Length: N`, an empty line, N bytes. */
export class MessageFrames {
  private buffered: Buffer = Buffer.alloc(0);

  /** The bodies of all messages that are complete now. Throws an Error when the stream is something else. */
  push(bytes: Buffer): string[] {
    this.buffered = this.buffered.length === 0 ? bytes : Buffer.concat([this.buffered, bytes]);
    const messages: string[] = [];
    for (;;) {
      const headerEnd = this.buffered.indexOf(HEADER_END);
      if (headerEnd < 0) {
        return messages;
      }
      const length = /(?:^|\r\n)Content-Length: *(\d+)/i.exec(this.buffered.toString('latin1', 0, headerEnd))?.[1];
      if (length === undefined) {
        throw new Error('This is not the Debug Adapter Protocol: a message has no Content-Length.');
      }
      const start = headerEnd + HEADER_END.length;
      const end = start + Number(length);
      if (this.buffered.length < end) {
        return messages;
      }
      messages.push(this.buffered.toString('utf8', start, end));
      this.buffered = this.buffered.subarray(end);
    }
  }
}
