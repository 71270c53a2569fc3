import { crc32, deflateSync } from 'node:zlib';

/** A place and a phone, as they stand in photos. */
export const SECRETS = ['55.7522', 'Pixel 9'];

const segment = (marker: number, content: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
};

/** An Exif segment with an orientation and the secrets behind it. */
function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('II', 0, 'latin1');
  tiff.writeUInt16LE(42, 2);
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(orientation, 18);
  const parts = [Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from(SECRETS.join(' '))];
  return segment(0xe1, Buffer.concat(parts));
}

/** A jpeg of 8 × 8 grey pixels (baseline), which every decoder reads. */
const GREY_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
  'base64',
);

/** The grey jpeg as a phone sends it: held on its side, with place and device, a comment, something behind its end. */
export function photo(orientation = 6, behind = `<script>${SECRETS[0]}</script>`): Buffer {
  return Buffer.concat([
    GREY_JPEG.subarray(0, 2),
    exif(orientation),
    segment(0xfe, Buffer.from(`comment ${SECRETS[1]} <svg onload=alert(1)>`)),
    GREY_JPEG.subarray(2),
    Buffer.from(behind),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([size, named, sum]);
}

/** A png of one pixel with a text and what a camera says. */
export function screenshot(): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Location\0${SECRETS[0]}`)),
    chunk('eXIf', Buffer.from(SECRETS[1] ?? '')),
    chunk('IDAT', deflateSync(Buffer.from([0, 127]))),
    chunk('IEND', Buffer.alloc(0)),
    Buffer.from('PK\u0003\u0004 behind the end'),
  ]);
}

/** A webp that says that Exif and XMP follow, and has them. */
export function webPicture(): Buffer {
  const piece = (type: string, content: Buffer) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(content.length);
    const pad = Buffer.alloc(content.length % 2);
    return Buffer.concat([Buffer.from(type, 'latin1'), size, content, pad]);
  };
  const content = Buffer.concat([
    piece('VP8X', Buffer.from([0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    piece('VP8L', Buffer.from('2f00000000070010fd8ffe07222222ff', 'hex')),
    piece('EXIF', Buffer.from(SECRETS[0] ?? '')),
    piece('XMP ', Buffer.from(SECRETS[1] ?? '')),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length + 4);
  return Buffer.concat([Buffer.from('RIFF'), size, Buffer.from('WEBP'), content]);
}

/** A pdf with these objects; nobody has to draw it. */
export const pdf = (...objects: (string | Buffer)[]): Buffer =>
  Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    ...objects.flatMap((one, n) => [
      Buffer.from(`${n + 1} 0 obj\n`),
      Buffer.isBuffer(one) ? one : Buffer.from(one),
      Buffer.from('\nendobj\n'),
    ]),
    Buffer.from('trailer << /Root 1 0 R >>\n%%EOF\n'),
  ]);

/** Objects packed together, as most programs write them today. */
export const packed = (content: string, dictionary = '/Filter /FlateDecode'): Buffer => {
  const data = deflateSync(Buffer.from(content));
  return Buffer.concat([
    Buffer.from(`<< /Type /ObjStm /N 1 /First 4 ${dictionary} /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
};
