/**
 * A virtual screen (Xvfb) with its own pointer and focus, for a browser that has no headless mode.
 */
import { Child } from '../child.mjs';
import { until } from '../until.mjs';
import { X11 } from './x11.mjs';

const WIDTH = 1280;
const HEIGHT = 900;

export class Screen {
  #server;
  #x11;

  /** What programs are told to show themselves here. */
  display;

  static async start() {
    const screen = new Screen();
    screen.#server = new Child('Xvfb', ['-displayfd', '1', '-screen', '0', `${WIDTH}x${HEIGHT}x24`, '-nolisten', 'tcp']);
    const [, number] = await screen.#server.match(/^(\d+)$/m);
    screen.display = `:${number}`;
    screen.#x11 = await X11.connect(number);
    return screen;
  }

  /** Moves the pointer to a place on the screen. */
  movePointer(x, y) {
    this.#x11.movePointer(x, y);
  }

  /** Puts the pointer where no window is, so that it does not hover over pages. */
  parkPointer() {
    this.movePointer(WIDTH - 1, HEIGHT - 1);
  }

  /** Gives the window on top the focus, as a window manager does. */
  async focusWindow() {
    await until('a window on the screen', () => this.#x11.focusTopWindow());
  }

  /** Puts the window on top away; gives what brings it back. */
  async hideWindow() {
    const show = await this.#x11.hideTopWindow();
    return async () => {
      show();
      await this.focusWindow();
    };
  }

  async stop() {
    this.#x11.close();
    await this.#server.stop();
  }
}
