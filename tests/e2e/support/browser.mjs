/**
 * One API for three engines: a browser with real input, real navigation and a window of a known size.
 *
 * Which engine it is, the environment says (BROWSER: chromium, firefox or webkit). What they do differently is in
 * engines/.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { By, Key } from 'selenium-webdriver';
import { Chromium } from './engines/chromium.mjs';
import { Firefox } from './engines/firefox.mjs';
import { Webkit } from './engines/webkit.mjs';
import { until } from './until.mjs';

const ENGINES = { chromium: Chromium, firefox: Firefox, webkit: Webkit };

/** The engine under test. */
export const engineName = process.env.BROWSER ?? 'chromium';

const WINDOW = { x: 0, y: 0, width: 1200, height: 820 };
const TIMEOUTS = { pageLoad: 30_000, script: 30_000, implicit: 0 };

/** How a hand leaves the page: from well inside to the edge in so many steps, and how far beyond it ends. */
const LEAVING = { fromPx: 300, steps: 6, stepMs: 16, beyondPx: 15 };

/** Runs in the page: where the mouse was seen last, and whether it has left. */
const watchPointer = () => {
  const pointer = { x: -1, y: -1, hasLeft: false };
  Object.defineProperty(window, '__testsPointer', { value: pointer, configurable: true });
  const passive = { passive: true, capture: true };
  document.documentElement.addEventListener('mousemove', ({ clientX, clientY }) => Object.assign(pointer, { x: clientX, y: clientY }), passive);
  document.documentElement.addEventListener('mouseleave', () => (pointer.hasLeft = true), passive);
  return [innerWidth, innerHeight];
};

/** The places on the way out, from the inside to beyond an edge of a page of this size. */
const wayOut = {
  top: (x) => ({ from: [x, LEAVING.fromPx], to: [x, -LEAVING.beyondPx] }),
  right: (x, [width]) => ({ from: [width - LEAVING.fromPx, LEAVING.fromPx], to: [width + LEAVING.beyondPx, LEAVING.fromPx] }),
  bottom: (x, [, height]) => ({ from: [x, height - LEAVING.fromPx], to: [x, height + LEAVING.beyondPx] }),
};

export { Key };

export class Browser {
  #engine;
  #driver;
  #showAgain;

  /** "chromium", "firefox" or "webkit". */
  name;

  static async start(name = engineName) {
    const Engine = ENGINES[name];
    if (!Engine) throw new Error(`BROWSER=${name}; it must be one of ${Object.keys(ENGINES).join(', ')}`);
    const browser = new Browser();
    browser.name = name;
    browser.#engine = await Engine.start();
    await browser.#open();
    return browser;
  }

  /** Selenium's driver, for what has no helper here. */
  get driver() {
    return this.#driver;
  }

  /** Ends the browser and starts one with a fresh profile. */
  async restart() {
    await this.#driver.quit();
    await this.#open();
  }

  /** Forgets cookies and leaves the page, so that the next test begins on a blank one in the same window. */
  async reset() {
    const [first, ...others] = await this.#driver.getAllWindowHandles();
    for (const handle of others) {
      await this.#driver.switchTo().window(handle);
      await this.#driver.close();
    }
    await this.#driver.switchTo().window(first);
    await this.#driver.manage().deleteAllCookies();
    await this.#driver.get('about:blank');
  }

  /** Opens an address and resolves when it has loaded. */
  async goto(url) {
    await this.#driver.get(url);
  }

  /** The address that is open. */
  async url() {
    return this.#driver.getCurrentUrl();
  }

  /** The history's previous entry; a page that can be is taken from the back/forward cache. */
  async back() {
    await this.#driver.navigate().back();
  }

  async forward() {
    await this.#driver.navigate().forward();
  }

  async reload() {
    await this.#driver.navigate().refresh();
  }

  /** Runs a function or a function's body in the page; a promise that it returns is waited for. */
  async execute(script, ...parameters) {
    return this.#driver.executeScript(script, ...parameters);
  }

  /** The element; there must be one. */
  async find(selector) {
    return this.#driver.findElement(By.css(selector));
  }

  /** The text of the element as it is shown. */
  async text(selector) {
    return (await this.find(selector)).getText();
  }

  /** How many elements there are. */
  async count(selector) {
    return (await this.#driver.findElements(By.css(selector))).length;
  }

  /** Resolves to the element when there is one. */
  async appears(selector) {
    return until(`${selector} to appear`, () => this.find(selector), { state: () => this.name });
  }

  /**
   * Scrolls to the element if need be, moves the mouse to its middle and clicks.
   *
   * Not WebDriver's own click command: Firefox's keeps the page out of the back/forward cache.
   */
  async click(selector) {
    const element = await this.find(selector);
    await this.#driver.executeScript((target) => {
      // A header that stays in view may cover what is not outside.
      const { left, top, width, height } = target.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      const isFree = hit && (target.contains(hit) || hit.closest('label')?.contains(target));
      if (!isFree) target.scrollIntoView({ block: 'center', behavior: 'instant' });
    }, element);
    await this.#driver.actions().move({ origin: element, duration: 0 }).click().perform();
  }

  /** Clicks what leads to another page, and resolves when that has loaded. */
  async follow(selector) {
    await this.leavesFor(() => this.click(selector));
  }

  /** Does something that leads to another page, and resolves when that has loaded. */
  async leavesFor(action) {
    // A mark on the old page: clocks are coarse, and two pages may begin at the same time.
    await this.#driver.executeScript('window.isLeft = true');
    await action();
    // Firefox shows an empty page for a moment where it keeps the old one for going back.
    const hasLoaded = () =>
      this.#driver.executeScript("return !window.isLeft && location.href !== 'about:blank' && document.readyState === 'complete'");
    await until('the next page to load', hasLoaded, { state: () => this.name });
  }

  /** Types into the element, in place of what it has. */
  async type(selector, ...keys) {
    const element = await this.find(selector);
    await element.clear();
    await element.sendKeys(...keys);
  }

  /** Presses keys wherever the focus is. */
  async press(...keys) {
    await this.#driver.actions().sendKeys(...keys).perform();
  }

  /** Moves the mouse to a place in the page. */
  async movePointer(x, y, { durationMs = 0 } = {}) {
    await this.#driver.actions().move({ x, y, duration: durationMs }).perform();
  }

  /** Moves the mouse up and out of the page at its top, as one does to close the tab. */
  async leaveAtTop(options) {
    await this.leaveAt('top', options);
  }

  /**
   * Moves the mouse out of the page at its "top", "right" or "bottom", and resolves when the page has seen it leave.
   * It is real input in all engines.
   */
  async leaveAt(edge, { x: column = 200 } = {}) {
    const size = await this.#driver.executeScript(watchPointer);
    const { from, to } = wayOut[edge](column, size);
    const places = Array.from({ length: LEAVING.steps + 1 }, (_, step) => {
      const [x, y] = [0, 1].map((axis) => Math.round(from[axis] + ((to[axis] - from[axis]) * step) / LEAVING.steps));
      return { x, y, duration: LEAVING.stepMs };
    });
    const pointer = () => this.#driver.executeScript('return window.__testsPointer');
    const [start, ...way] = places;
    await this.#engine.movePointerAnywhere(this.#driver, [start]);
    const isInside = async () => Math.hypot((await pointer()).x - start.x, (await pointer()).y - start.y) < 2;
    await until('the page to see the pointer inside', isInside, { state: () => this.name });
    // From here on as fast as a hand: the page may measure the speed.
    await this.#engine.movePointerAnywhere(this.#driver, way);
    await until('the page to see the pointer leave', async () => (await pointer()).hasLeft, { state: () => this.name });
  }

  /** Hides the page as a shopper does who goes to another tab or puts the window away; `show` brings it back. */
  async hide() {
    this.#showAgain = await this.#engine.hide(this.#driver);
  }

  async show() {
    await this.#showAgain();
  }

  /** Opens a window, switches to it and gives its handle; it may not have the focus in all engines. */
  async newWindow(type = 'tab') {
    await this.#driver.switchTo().newWindow(type);
    return this.#driver.getWindowHandle();
  }

  /** Closes the window that is open now, as a shopper closes a tab, and switches to another. */
  async closeWindow() {
    await this.#driver.close();
    const [other] = await this.#driver.getAllWindowHandles();
    await this.#driver.switchTo().window(other);
  }

  /** Switches to a window. */
  async switchTo(handle) {
    await this.#driver.switchTo().window(handle);
  }

  /** Writes a picture of the page as PNG. */
  async screenshot(path) {
    const picture = await this.#driver.takeScreenshot();
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.from(picture, 'base64'));
  }

  async stop() {
    await this.#driver.quit();
    await this.kill();
  }

  /** Ends the browser without asking it, for one that no longer answers. */
  async kill() {
    await this.#engine.stop();
  }

  async #open() {
    this.#driver = await this.#engine.newDriver();
    await this.#driver.manage().setTimeouts(TIMEOUTS);
    await this.#driver.manage().window().setRect(WINDOW);
  }
}
