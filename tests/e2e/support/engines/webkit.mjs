/**
 * WebKitGTK's MiniBrowser through WebKitWebDriver, on a virtual screen: it has no headless mode.
 */
import { readdirSync, existsSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Builder } from 'selenium-webdriver';
import { Child, freePort } from '../child.mjs';
import { until } from '../until.mjs';
import { Screen } from './screen.mjs';

/** Debian keeps it in the library's directory, which is named after the machine. */
const miniBrowser = () => {
  const candidates = readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'webkit2gtk-4.1/MiniBrowser'));
  const found = candidates.find(existsSync);
  if (!found) throw new Error('MiniBrowser is missing; install webkit2gtk-driver');
  return found;
};

const accepts = async (port) => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
};

export class Webkit {
  #screen;
  #server;
  #url;

  static async start() {
    const engine = new Webkit();
    engine.#screen = await Screen.start();
    const port = await freePort();
    engine.#server = new Child('WebKitWebDriver', [`--port=${port}`], { env: { DISPLAY: engine.#screen.display } });
    engine.#url = `http://127.0.0.1:${port}`;
    await until('WebKitWebDriver to listen', () => accepts(port), { state: () => engine.#server.output });
    return engine;
  }

  /** A browser without a profile: nothing is kept. */
  async newDriver() {
    const options = { binary: miniBrowser(), args: ['--automation'] };
    const capabilities = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options };
    const driver = await new Builder().usingServer(this.#url).withCapabilities(capabilities).build();
    this.#screen.parkPointer();
    await this.#screen.focusWindow();
    return driver;
  }

  /** Moves the screen's own pointer along places in the page, outside it too; WebDriver's actions refuse the outside. */
  async movePointerAnywhere(driver, places) {
    // The window stands at the screen's left top corner, for there is no window manager; its toolbar is above the page.
    const toolbarHeight = await driver.executeScript('return outerHeight - innerHeight');
    for (const { x, y, duration } of places) {
      this.#screen.movePointer(Math.round(x), Math.round(toolbarHeight + y));
      // Movements that come all at once are one movement to the page.
      await pause(duration);
    }
  }

  /** Puts the window away; gives what brings it back. A new tab of MiniBrowser stays behind. */
  async hide(driver) {
    const isHidden = (hidden) => async () => (await driver.executeScript('return document.hidden')) === hidden;
    const show = await this.#screen.hideWindow();
    await until('the window to be away', isHidden(true));
    return async () => {
      await show();
      await until('the window to be back', isHidden(false));
    };
  }

  async stop() {
    await this.#server.stop();
    await this.#screen.stop();
  }
}
