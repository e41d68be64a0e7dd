/**
 * Firefox ESR, spoken to by Marionette, its own remote control.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebDriver } from 'selenium-webdriver';
import { Child } from '../child.mjs';
import { until } from '../until.mjs';
import { Marionette } from './marionette.mjs';
import { tabInFront } from './tab_in_front.mjs';

/** With Marionette, Firefox sets what tests need by itself; this is what it leaves. */
const PREFERENCES = {
  'marionette.port': 0,
  'browser.shell.checkDefaultBrowser': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

/** A pointer cannot leave the browser's window, but it can go from the page into this frame around it. */
const MAKE_ROOM = "document.getElementById('browser').style.padding = '0 40px 40px'";

/** Does something in the browser's own window; `run` runs a script there. */
const inBrowserWindow = async (marionette, action) => {
  await marionette.send('Marionette:SetContext', { value: 'chrome' });
  try {
    await action(async (script) => (await marionette.send('WebDriver:ExecuteScript', { script, args: [] })).value);
  } finally {
    await marionette.send('Marionette:SetContext', { value: 'content' });
  }
};

export class Firefox {
  #started = [];

  static async start() {
    return new Firefox();
  }

  /** A browser with a profile of its own. */
  async newDriver() {
    const profile = await mkdtemp(join(tmpdir(), 'tallymark-firefox-'));
    const preferences = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${value});\n`);
    await writeFile(join(profile, 'user.js'), preferences.join(''));
    // System access is for `movePointerAnywhere`.
    const flags = ['-headless', '-no-remote', '-marionette', '-remote-allow-system-access', '-profile', profile];
    const browser = new Child('firefox-esr', flags);
    this.#started.push({ browser, profile });
    const file = join(profile, 'MarionetteActivePort');
    const port = await until('Firefox to open its port', async () => Number(await readFile(file, 'utf8')), { state: () => browser.output });
    const executor = await Marionette.connect(port);
    const driver = WebDriver.createSession(executor, {});
    await driver.getSession();
    await inBrowserWindow(executor, (run) => run(MAKE_ROOM));
    return driver;
  }

  /**
   * Moves the real pointer along places in the page, outside it too. WebDriver's actions refuse the outside when
   * they are given to the page; given to the browser's own window they go wherever a hand could.
   */
  async movePointerAnywhere(driver, places) {
    const marionette = driver.getExecutor();
    await inBrowserWindow(marionette, async (run) => {
      const page = await run('const page = gBrowser.selectedBrowser.getBoundingClientRect(); return { left: page.left, top: page.top };');
      const moves = places.map(({ x, y, duration }) => ({
        type: 'pointerMove',
        x: Math.round(page.left + x),
        y: Math.round(page.top + y),
        duration,
      }));
      const pointer = { type: 'pointer', id: 'hand', parameters: { pointerType: 'mouse' }, actions: moves };
      await marionette.send('WebDriver:PerformActions', { actions: [pointer] });
    });
  }

  /** Goes to another tab; gives what comes back. */
  async hide(driver) {
    return tabInFront(driver);
  }

  async stop() {
    for (const { browser, profile } of this.#started) {
      await browser.stop();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
