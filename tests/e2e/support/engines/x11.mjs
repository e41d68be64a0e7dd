/**
 * As much of the X11 protocol as it takes to move the pointer and to give a window the focus.
 *
 * WebDriver's actions cannot leave the page, and without a window manager nobody gives a new window the focus. All
 * numbers are from https://www.x.org/releases/X11R7.7/doc/xproto/x11protocol.html
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '../until.mjs';

const OPCODE = { getWindowAttributes: 3, mapWindow: 8, unmapWindow: 10, queryTree: 15, warpPointer: 41, setInputFocus: 42 };
const VIEWABLE = 2;
const REVERT_TO_POINTER_ROOT = 1;

/** After the handshake each message has 32 bytes and says first whether it is an error, a reply or an event. */
const MESSAGE_BYTES = 32;
const [ERROR, REPLY] = [0, 1];

export class X11 {
  #socket;
  #bytes = Buffer.alloc(0);
  #root;

  /** Connects to the server of a display number. */
  static async connect(number) {
    const x11 = new X11();
    x11.#socket = connect(`/tmp/.X11-unix/X${number}`);
    await once(x11.#socket, 'connect');
    x11.#socket.on('data', (bytes) => (x11.#bytes = Buffer.concat([x11.#bytes, bytes])));
    await x11.#sayHello();
    return x11;
  }

  /** Moves the pointer to a place on the screen, as a hand would. */
  movePointer(x, y) {
    const [nowhere, noSize] = [[0, 4], [0, 8]];
    this.#send(OPCODE.warpPointer, 0, nowhere, [this.#root, 4], noSize, [x, 2], [y, 2]);
  }

  /** Gives the keyboard's focus to the window that is on top; says whether there is one. */
  async focusTopWindow() {
    const window = await this.#topWindow();
    if (window) this.#send(OPCODE.setInputFocus, REVERT_TO_POINTER_ROOT, [window, 4], [0, 4]);
    return Boolean(window);
  }

  /** Takes the window on top off the screen, as a window manager does to put it away; gives what brings it back. */
  async hideTopWindow() {
    const window = await this.#topWindow();
    this.#send(OPCODE.unmapWindow, 0, [window, 4]);
    return () => this.#send(OPCODE.mapWindow, 0, [window, 4]);
  }

  close() {
    this.#socket.destroy();
  }

  /** The window on top, if there is any. */
  async #topWindow() {
    this.#send(OPCODE.queryTree, 0, [this.#root, 4]);
    const tree = await this.#reply();
    const windows = Array.from({ length: tree?.readUInt16LE(16) ?? 0 }, (_, index) => tree.readUInt32LE(MESSAGE_BYTES + 4 * index));
    for (const window of windows.reverse()) {
      this.#send(OPCODE.getWindowAttributes, 0, [window, 4]);
      const attributes = await this.#reply();
      if (attributes?.readUInt8(26) === VIEWABLE) return window;
    }
    return undefined;
  }

  /** A request: opcode, a byte of its own, the length in words, then numbers of 2, 4 or 8 bytes. */
  #send(opcode, byte, ...numbers) {
    const length = 4 + numbers.reduce((sum, [, bytes]) => sum + bytes, 0);
    const request = Buffer.alloc(length);
    request.writeUInt8(opcode, 0);
    request.writeUInt8(byte, 1);
    request.writeUInt16LE(length / 4, 2);
    let at = 4;
    for (const [number, bytes] of numbers) {
      if (bytes === 2) request.writeInt16LE(number, at);
      if (bytes === 4) request.writeUInt32LE(number, at);
      at += bytes;
    }
    this.#socket.write(request);
  }

  /** The next reply; undefined if it is an error, for a window may just have gone. Events are passed over. */
  async #reply() {
    for (;;) {
      await until('the X server to reply', () => MESSAGE_BYTES <= this.#bytes.length);
      const kind = this.#bytes.readUInt8(0);
      const length = MESSAGE_BYTES + (kind === REPLY ? 4 * this.#bytes.readUInt32LE(4) : 0);
      await until('the rest of the reply', () => length <= this.#bytes.length);
      const message = this.#take(length);
      if (kind === REPLY) return message;
      if (kind === ERROR) return undefined;
    }
  }

  #take(length) {
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }

  /** The handshake; the answer has the vendor's name and the pixel formats before the first screen's root window. */
  async #sayHello() {
    const hello = Buffer.alloc(12);
    hello.write('l');
    hello.writeUInt16LE(11, 2);
    this.#socket.write(hello);
    const length = () => 8 + 4 * this.#bytes.readUInt16LE(6);
    await until('the X server to answer', () => 8 <= this.#bytes.length && length() <= this.#bytes.length);
    const answer = this.#take(length());
    if (answer.readUInt8(0) !== 1) throw new Error('the X server refuses connections');
    const vendorBytes = 4 * Math.ceil(answer.readUInt16LE(24) / 4);
    const formatsBytes = 8 * answer.readUInt8(29);
    this.#root = answer.readUInt32LE(40 + vendorBytes + formatsBytes);
  }
}
