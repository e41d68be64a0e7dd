/**
 * Chromium through chromedriver.
 */
import { Builder } from 'selenium-webdriver';
import { Child, freePort, onPath } from '../child.mjs';
import { tabInFront } from './tab_in_front.mjs';

/** No sandbox, because CI is root; the rest keeps the browser from talking to the network on its own.
 * xtask/src/checks/steps.rs runs the Wasm tests with the same. */
const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class Chromium {
  #server;
  #url;

  static async start() {
    const engine = new Chromium();
    const port = await freePort();
    engine.#server = new Child('chromedriver', [`--port=${port}`]);
    await engine.#server.match(/started successfully/);
    engine.#url = `http://127.0.0.1:${port}`;
    return engine;
  }

  /** A browser with a profile of its own. */
  async newDriver() {
    const options = { binary: onPath('chromium'), args: FLAGS };
    return new Builder().usingServer(this.#url).withCapabilities({ browserName: 'chrome', 'goog:chromeOptions': options }).build();
  }

  /** Moves the real pointer along places in the page, outside it too; WebDriver's actions refuse the outside. */
  async movePointerAnywhere(driver, places) {
    for (const { x, y } of places) {
      await driver.sendDevToolsCommand('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
    }
  }

  /** Goes to another tab; gives what comes back. */
  async hide(driver) {
    return tabInFront(driver);
  }

  async stop() {
    await this.#server.stop();
  }
}
