/**
 * Thrift's compact protocol, as far as the footer of a Parquet file needs it: a message as a tree that can be changed
 * in places and written again, without knowing what the rest of it means.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
import { assert } from '../base/assert.ts';

/** Numbers of the protocol. Whole numbers of 16, 32 and 64 bits are written alike. */
export const THRIFT = { true: 1, false: 2, i8: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, struct: 12 };

/** `value` depends on the type: bytes for a double or a binary, a list of values, fields by their number. */
export interface ThriftField {
  readonly type: number;
  readonly value: ThriftValue;
}
export type ThriftValue = number | Uint8Array | ThriftList | ThriftStruct;
export interface ThriftList {
  readonly elementType: number;
  readonly elements: ThriftValue[];
}
export type ThriftStruct = Map<number, ThriftField>;

const LONG_LIST = 15;

/** Reads the struct that `bytes` hold. */
export function decodeThrift(bytes: Uint8Array): ThriftStruct {
  return new Decoder(bytes).struct();
}

export function encodeThrift(struct: ThriftStruct): Uint8Array {
  const encoder = new Encoder();
  encoder.struct(struct);
  return encoder.finish();
}

class Decoder {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  struct(): ThriftStruct {
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (let head = this.#byte(); head !== 0; head = this.#byte()) {
      const type = head & 15;
      id = head >> 4 === 0 ? this.#signed() : id + (head >> 4);
      // A field that is true or false has no bytes of its own.
      const isFlag = type === THRIFT.true || type === THRIFT.false;
      fields.set(id, { type, value: isFlag ? 0 : this.#value(type) });
    }
    return fields;
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case THRIFT.true:
      case THRIFT.false:
      case THRIFT.i8:
        return this.#byte();
      case THRIFT.i16:
      case THRIFT.i32:
      case THRIFT.i64:
        return this.#signed();
      case THRIFT.double:
        return this.#slice(8);
      case THRIFT.binary:
        return this.#slice(this.#unsigned());
      case THRIFT.list:
        return this.#list();
      case THRIFT.struct:
        return this.struct();
      default:
        throw new Error(`no Thrift type ${type} is known`);
    }
  }

  #list(): ThriftList {
    const head = this.#byte();
    const length = head >> 4 === LONG_LIST ? this.#unsigned() : head >> 4;
    return { elementType: head & 15, elements: Array.from({ length }, () => this.#value(head & 15)) };
  }

  #byte(): number {
    assert(this.#at < this.#bytes.length, 'a Thrift message ends before its end');
    this.#at += 1;
    return this.#bytes[this.#at - 1];
  }

  #slice(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  #unsigned(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    assert(Number.isSafeInteger(value), 'a Thrift message holds a number above 2^53');
    return value;
  }

  /** Zigzag: 0, -1, 1, -2, ... */
  #signed(): number {
    const value = this.#unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

class Encoder {
  #bytes = new Uint8Array(4_096);
  #used = 0;

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  struct(fields: ThriftStruct): void {
    let last = 0;
    for (const [id, { type, value }] of fields) {
      const step = id - last;
      if (step > 0 && step < 16) {
        this.#byte((step << 4) | type);
      } else {
        this.#byte(type);
        this.#signed(id);
      }
      last = id;
      if (type !== THRIFT.true && type !== THRIFT.false) this.#value(type, value);
    }
    this.#byte(0);
  }

  #value(type: number, value: ThriftValue): void {
    if (typeof value === 'number') {
      if (type === THRIFT.i16 || type === THRIFT.i32 || type === THRIFT.i64) this.#signed(value);
      else this.#byte(value);
    } else if (value instanceof Uint8Array) {
      if (type === THRIFT.binary) this.#unsigned(value.length);
      this.#append(value);
    } else if (value instanceof Map) {
      this.struct(value);
    } else {
      this.#list(value);
    }
  }

  #list({ elementType, elements }: ThriftList): void {
    this.#byte((Math.min(elements.length, LONG_LIST) << 4) | elementType);
    if (elements.length >= LONG_LIST) this.#unsigned(elements.length);
    for (const element of elements) this.#value(elementType, element);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#used] = value;
    this.#used += 1;
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #unsigned(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#byte((rest % 128) | 128);
    this.#byte(rest);
  }

  #signed(value: number): void {
    this.#unsigned(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  #reserve(count: number): void {
    if (this.#used + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + count));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}
