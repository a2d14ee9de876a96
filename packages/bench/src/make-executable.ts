import { randomFillSync } from 'node:crypto';

const FILE_ALIGNMENT = 0x200;
const SECTION_ALIGNMENT = 0x1000;
const HEADERS_BYTES = 0x400;

/**
 * A Windows program that does nothing: one section that begins with `ret` and is random after that, so that every one
 * is a file nobody has seen and every engine has something to look at.
 */
export function makeExecutable(bytes: number): Buffer {
  const raw = align(bytes - HEADERS_BYTES, FILE_ALIGNMENT);
  const file = Buffer.alloc(HEADERS_BYTES + raw);
  file.write('MZ', 0, 'latin1');
  const pe = 0x80;
  file.writeUInt32LE(pe, 0x3c);
  file.write('PE\0\0', pe, 'latin1');
  writeFileHeader(file, pe + 4);
  writeOptionalHeader(file, pe + 24, raw);
  writeSection(file, pe + 24 + 240, raw);
  randomFillSync(file, HEADERS_BYTES);
  file[HEADERS_BYTES] = 0xc3;
  return file;
}

function writeFileHeader(file: Buffer, at: number): void {
  file.writeUInt16LE(0x8664, at); // x86-64
  file.writeUInt16LE(1, at + 2); // sections
  file.writeUInt16LE(240, at + 16); // size of the optional header
  file.writeUInt16LE(0x22, at + 18); // an executable that knows large addresses
}

function writeOptionalHeader(file: Buffer, at: number, raw: number): void {
  file.writeUInt16LE(0x20b, at); // PE32+
  file.writeUInt32LE(raw, at + 4); // size of code
  file.writeUInt32LE(SECTION_ALIGNMENT, at + 16); // entry point
  file.writeUInt32LE(SECTION_ALIGNMENT, at + 20); // base of code
  file.writeBigUInt64LE(0x140000000n, at + 24); // image base
  file.writeUInt32LE(SECTION_ALIGNMENT, at + 32);
  file.writeUInt32LE(FILE_ALIGNMENT, at + 36);
  file.writeUInt16LE(6, at + 40); // operating system version
  file.writeUInt16LE(6, at + 48); // subsystem version
  file.writeUInt32LE(SECTION_ALIGNMENT + align(raw, SECTION_ALIGNMENT), at + 56); // size of image
  file.writeUInt32LE(HEADERS_BYTES, at + 60);
  file.writeUInt16LE(3, at + 68); // console
  file.writeUInt32LE(16, at + 108); // data directories, all empty
}

function writeSection(file: Buffer, at: number, raw: number): void {
  file.write('.text', at, 'latin1');
  file.writeUInt32LE(raw, at + 8);
  file.writeUInt32LE(SECTION_ALIGNMENT, at + 12);
  file.writeUInt32LE(raw, at + 16);
  file.writeUInt32LE(HEADERS_BYTES, at + 20);
  file.writeUInt32LE(0x60000020, at + 36); // code that may be run and read
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
