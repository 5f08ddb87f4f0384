import { shapeOf } from './values';

/** Tells values apart without keeping them. */
export interface Digest {
  readonly type: string;
  /** Elements, or characters of a text; undefined for everything else. */
  readonly size: number | undefined;
  readonly hash: number;
  /** It is an object whose keys had to be listed. */
  readonly hasKeys: boolean;
}

const MAXIMUM_NODES = 200;
const MAXIMUM_DEPTH = 6;
/** Of a text, at its beginning and at its end. */
const MAXIMUM_CHARACTERS = 64;
const FNV_PRIME = 0x01000193;
const FNV_BASIS = 0x811c9dc5;

interface Taken {
  readonly type: string;
  readonly size: number | undefined;
  readonly hasKeys?: boolean;
}

/** Makes digests of values that are looked at again and again. */
export class Digests {
  private readonly identities = new WeakMap<object, number>();
  private readonly float = new Float64Array(1);
  private readonly words = new Int32Array(this.float.buffer);
  private identityCount = 0;
  private hash = 0;
  private nodes = 0;

  constructor(private readonly isOwnClass: (constructor: object) => boolean) {}

  /** At most 200 values deep inside of it are looked at. */
  of(value: unknown): Digest {
    this.hash = FNV_BASIS;
    this.nodes = 0;
    const { type, size, hasKeys = false } = this.take(value, 0, []);
    return { type, size, hash: this.hash, hasKeys };
  }

  private take(value: unknown, depth: number, path: readonly object[]): Taken {
    this.nodes += 1;
    if (typeof value === 'string') {
      this.text(value);
      return { type: 'string', size: value.length };
    }
    if (typeof value === 'number') {
      this.number(value);
      return { type: 'number', size: undefined };
    }
    const shape = shapeOf(value, this.isOwnClass);
    this.text(shape.type);
    if (shape.kind === 'primitive') {
      this.text(typeof value === 'symbol' ? 'symbol' : String(value));
      return { type: shape.type, size: undefined };
    }
    const { size } = shape;
    if (size !== undefined) this.number(size);
    if (shape.kind === 'opaque') {
      this.number(this.identity(value as object));
    } else if (depth < MAXIMUM_DEPTH && !path.includes(value as object)) {
      const inner = [...path, value as object];
      for (const [key, item] of shape.entries()) {
        if (this.nodes >= MAXIMUM_NODES) break;
        if (shape.kind !== 'list') this.take(key, depth + 1, inner);
        this.take(item, depth + 1, inner);
      }
    }
    return { type: shape.type, size, hasKeys: shape.kind === 'object' };
  }

  private identity(value: object): number {
    let known = this.identities.get(value);
    if (known === undefined) {
      known = this.identityCount += 1;
      this.identities.set(value, known);
    }
    return known;
  }

  private text(text: string): void {
    this.number(text.length);
    const end = Math.min(text.length, MAXIMUM_CHARACTERS);
    for (let index = 0; index < end; index += 1) this.number(text.charCodeAt(index));
    for (let index = Math.max(end, text.length - MAXIMUM_CHARACTERS); index < text.length; index += 1) {
      this.number(text.charCodeAt(index));
    }
  }

  private number(value: number): void {
    let rest = value;
    // Fractions and great numbers count, too.
    if (!Number.isInteger(value) || Math.abs(value) > 0x7fffffff) {
      this.float[0] = value;
      this.hash = Math.imul(this.hash ^ (this.words[0] ?? 0), FNV_PRIME);
      rest = this.words[1] ?? 0;
    }
    this.hash = Math.imul(this.hash ^ rest, FNV_PRIME);
  }
}
