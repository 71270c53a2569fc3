import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file of an archive; its content is read once, when its turn comes. */
export interface ZipEntry {
  /** Path in the archive, ASCII. */
  name: string;
  content: Iterable<string> | AsyncIterable<string>;
}

const LOCAL_HEADER = 0x04034b50;
const DATA_DESCRIPTOR = 0x08074b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
/** Sizes and checksum follow the data: they are not known when it begins. */
const SIZES_FOLLOW = 0x0008;
const DEFLATED = 8;
/** 1 January 1980, the first day that the format knows: archives of the same data are the same. */
const FIRST_DAY = 0x0021;
const MOST_BYTES = 0xffff_ffff;

interface Written {
  name: Buffer;
  offset: number;
  crc: number;
  packed: number;
  plain: number;
}

function localHeader({ name }: Written): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(SIZES_FOLLOW, 6);
  header.writeUInt16LE(DEFLATED, 8);
  header.writeUInt16LE(FIRST_DAY, 12);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function dataDescriptor({ crc, packed, plain }: Written): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(DATA_DESCRIPTOR, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeUInt32LE(packed, 8);
  descriptor.writeUInt32LE(plain, 12);
  return descriptor;
}

function centralHeader({ name, offset, crc, packed, plain }: Written): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(CENTRAL_HEADER, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(SIZES_FOLLOW, 8);
  header.writeUInt16LE(DEFLATED, 10);
  header.writeUInt16LE(FIRST_DAY, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(packed, 20);
  header.writeUInt32LE(plain, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

function endOfDirectory(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** Packs a text on the thread pool; counts into `written` what goes in. */
async function* deflated(content: ZipEntry['content'], written: Written): AsyncGenerator<Buffer> {
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const text of content) {
      const bytes = Buffer.from(text, 'utf8');
      written.crc = crc32(bytes, written.crc);
      written.plain += bytes.length;
      yield bytes;
    }
  }
  const packer = createDeflateRaw();
  const feeding = pipeline(Readable.from(counted()), packer);
  // Its failure ends the reading below with the same error.
  feeding.catch(() => undefined);
  try {
    for await (const chunk of packer) yield chunk as Buffer;
  } finally {
    packer.destroy();
  }
}

/**
 * A zip archive as it is made, so that neither its files nor itself are ever whole in memory
 * (APPNOTE.TXT 4.3, without zip64: an archive of 4 GiB or more throws).
 */
export async function* zipStream(entries: Iterable<ZipEntry>): AsyncGenerator<Buffer> {
  const done: Written[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const written = { name: Buffer.from(name, 'ascii'), offset, crc: 0, packed: 0, plain: 0 };
    const header = localHeader(written);
    yield header;
    for await (const chunk of deflated(content, written)) {
      written.packed += chunk.length;
      yield chunk;
    }
    const descriptor = dataDescriptor(written);
    yield descriptor;
    offset += header.length + written.packed + descriptor.length;
    if (offset > MOST_BYTES) throw new Error('the archive is too large for its format');
    done.push(written);
  }
  const directory = Buffer.concat(done.map(centralHeader));
  yield directory;
  yield endOfDirectory(done.length, directory.length, offset);
}
