/** The largest log event that CloudWatch Logs takes, in bytes. Longer text is continued in another event. */
export const MAXIMUM_LOG_EVENT_BYTES = 262_144;

/** The last place at or before `limit` where `bytes` can be cut without breaking a UTF-8 character in two. */
export function characterBoundary(bytes: Buffer, limit: number): number {
  if (limit >= bytes.length) {
    return bytes.length;
  }
  // A character has three continuation bytes at most; more of them are not UTF-8 and may be cut anywhere.
  for (let position = limit; position > 0 && position > limit - 4; position -= 1) {
    if (((bytes[position] ?? 0) & 0xc0) !== 0x80) {
      return position;
    }
  }
  return limit;
}
