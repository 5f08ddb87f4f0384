import { deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Type and permissions as Unix has them; 0 when the archive was made by a system without them. */
  readonly mode?: number;
  readonly deflated?: boolean;
  /** What the archive says about the size, when it lies. */
  readonly claimedSize?: number;
}

export const ZIP_FILE = 0o100000;
export const ZIP_LINK = 0o120000;

/** A zip file with exactly these entries, however strange. Checksums are left out: nobody asks for them. */
export function zipFile(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const content = Buffer.from(entry.content ?? '');
    const data = entry.deflated === true ? deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(entry.deflated === true ? 8 : 0, 4);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(entry.claimedSize ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, data]);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 'latin1');
    central.writeUInt16LE(entry.mode === 0 ? 0x0014 : 0x0314, 4);
    common.copy(central, 6);
    central.writeUInt32LE((entry.mode ?? ZIP_FILE | 0o644) * 0x10000, 38);
    central.writeUInt32LE(offset, 42);
    parts.push(local);
    directory.push(central, name);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}
