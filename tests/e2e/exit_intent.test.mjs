/**
 * Leaving a category without having chosen a size: the reminder comes once, and only for that.
 */
import assert from 'node:assert/strict';
import { Pointer } from 'selenium-webdriver/lib/input.js';
import { engineName, Key } from './support/browser.mjs';
import { holdWasm } from './support/held_wasm.mjs';
import { isCounted, pageAge, timePasses } from './support/page_time.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

/** After this time of attention leaving counts: `exit_intent.after_ms` by default. */
const ARMED_AFTER_MS = 3000;

/** Longer than the pause in which coming back cancels. */
const GRACE_IS_OVER_MS = 400;

const PHONE = { width: 390, height: 740 };
const SWIPE_STEPS = 5;

const CATEGORY = { type: 'category', path: '/c/{category}' };
const REMINDER = { name: 'size_reminder', page: CATEGORY };

const dialogs = (browser) => browser.count('#size-dialog[open]');

/** Resolves when the page has been looked at long enough; the category's own view tells that the engine runs. */
const isArmed = async (browser) => {
  await isCounted(browser, 'view_item_list');
  await timePasses(browser, ARMED_AFTER_MS + 100);
};

/** Leaves the page and gives the reminder time to come; it must not. */
const leaveInVain = async (browser, edge, what) => {
  await browser.leaveAt(edge);
  await timePasses(browser, GRACE_IS_OVER_MS);
  assert.equal(await dialogs(browser), 0, what);
};

/** Comes back into the page, to a place where nothing is pointed at. */
const comeBack = (browser) => browser.movePointer(600, 400);

shopTest('going for the tabs in a category opens the reminder, once in a session', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('jackets');
  await isArmed(browser);
  await browser.leaveAtTop();
  await browser.appears('#size-dialog[open]');
  await comeBack(browser);
  await browser.click('#size-dialog .dialog-close');
  await until('the dialog to be gone', async () => (await dialogs(browser)) === 0);
  await leaveInVain(browser, 'top', 'a second time in the page');
  await browser.reload();
  await shop.engineRuns();
  await comeBack(browser);
  await timePasses(browser, ARMED_AFTER_MS + 500);
  await leaveInVain(browser, 'top', 'a second time in the session');
  const answers = ['size_reminder_shown', 'size_reminder_dismissed'];
  await expectVisit(world, { sent: ['view_item_list', REMINDER, ...answers] });
});

shopTest('who leaves in the first three seconds is not held up, and a size that is chosen then is accepted', async (world) => {
  const { browser, shop, proxy } = world;
  const release = await holdWasm(proxy);
  await browser.goto(shop.url('/c/boots'));
  // The engine's clock starts no earlier than this.
  const startedAt = await pageAge(browser);
  release();
  await shop.engineRuns();
  await browser.leaveAtTop();
  assert.ok((await pageAge(browser)) - startedAt < ARMED_AFTER_MS, 'the mouse was quick enough for this test');
  await timePasses(browser, GRACE_IS_OVER_MS);
  assert.equal(await dialogs(browser), 0);
  await comeBack(browser);
  await isArmed(browser);
  await browser.leaveAtTop();
  await browser.appears('#size-dialog[open]');
  await comeBack(browser);
  await browser.click('#size-dialog [data-size="42"]');
  await until('the boots to be filtered', async () => (await browser.url()).includes('size=42'));
  const answers = ['size_reminder_shown', 'size_reminder_accepted'];
  // The shop sets the filter itself: nobody has ticked anything.
  await expectVisit(world, { sent: ['view_item_list', REMINDER, ...answers] });
});

shopTest('a mouse that leaves elsewhere or for a list of choices is not leaving the shop', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('jackets');
  await isArmed(browser);
  await leaveInVain(browser, 'right', 'at the side');
  await comeBack(browser);
  await leaveInVain(browser, 'bottom', 'at the bottom');
  await comeBack(browser);
  await (await browser.find('#sort')).sendKeys(Key.SHIFT);
  assert.equal(await browser.execute('return document.activeElement.id'), 'sort');
  await leaveInVain(browser, 'top', 'while the list of sorts has the focus');
  await comeBack(browser);
  await browser.click('#q');
  assert.equal(await browser.execute('return document.activeElement.id'), 'q');
  await leaveInVain(browser, 'top', 'while the search has the focus, whose suggestions may lie outside');
  await comeBack(browser);
  await browser.click('h1');
  await browser.leaveAtTop();
  await browser.appears('#size-dialog[open]');
  await expectVisit(world, { sent: ['view_item_list', REMINDER, 'size_reminder_shown'] });
});

shopTest('who has filtered by size is not reminded, on other pages neither', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('jackets');
  await shop.filter('size', 'M');
  await browser.follow('.site-nav a[href="/c/boots"]');
  await shop.engineRuns();
  await isArmed(browser);
  await leaveInVain(browser, 'top', 'after a filter by size');
  const filtered = { name: 'apply_filter', properties: { filter: 'size' } };
  await expectVisit(world, { sent: ['view_item_list', filtered, 'view_item_list'] });
});

shopTest('another filter is no reason not to be reminded, a page without sizes is', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('packs');
  await isArmed(browser);
  await leaveInVain(browser, 'top', 'where there are no sizes');
  await comeBack(browser);
  await shop.openCategory('jackets');
  await shop.filter('color', 'red');
  await isArmed(browser);
  await browser.leaveAtTop();
  await browser.appears('#size-dialog[open]');
  const filtered = { name: 'apply_filter', properties: { filter: 'color' } };
  await expectVisit(world, { sent: ['view_item_list', 'view_item_list', filtered, REMINDER, 'size_reminder_shown'] });
});

/** Swipes with a finger from one height to another; lifted in full swing, the page runs on. */
const swipe = async (driver, fromY, toY, durationMs) => {
  const finger = new Pointer('finger', Pointer.Type.TOUCH);
  const places = Array.from({ length: SWIPE_STEPS }, (_, step) => Math.round(fromY + ((toY - fromY) * (step + 1)) / SWIPE_STEPS));
  const moves = places.map((y) => finger.move({ x: PHONE.width / 2, y, duration: Math.round(durationMs / SWIPE_STEPS) }));
  const start = finger.move({ x: PHONE.width / 2, y: fromY, duration: 0 });
  await driver.actions().insert(finger, start, finger.press(), ...moves, finger.release()).perform();
};

// Only Chromium can be made a phone: the others' drivers have no touch screen that scrolls.
if (engineName === 'chromium') {
  shopTest('on a phone a long flick back up is leaving, a short one is not', async (world) => {
    const { browser, shop } = world;
    const { driver } = browser;
    const isAtRest = async () => {
      const [before, now] = await browser.execute(() => new Promise((resolve) => {
        const before = scrollY;
        requestAnimationFrame(() => requestAnimationFrame(() => resolve([before, scrollY])));
      }));
      return before === now;
    };
    await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', { ...PHONE, deviceScaleFactor: 2, mobile: true });
    await driver.sendDevToolsCommand('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
    try {
      await shop.openCategory('jackets');
      await isArmed(browser);
      for (const [fromY, toY, durationMs] of [[650, 100, 200], [650, 100, 200], [200, 340, 300]]) {
        await swipe(driver, fromY, toY, durationMs);
        await until('the page to be at rest', isAtRest);
      }
      await timePasses(browser, GRACE_IS_OVER_MS);
      assert.equal(await dialogs(browser), 0, 'after reading on and a little back');
      await swipe(driver, 100, 700, 100);
      await browser.appears('#size-dialog[open]');
      const reminder = { ...REMINDER, device: 'touch' };
      await expectVisit(world, { sent: [{ name: 'view_item_list', device: 'touch' }, reminder, 'size_reminder_shown'] });
    } finally {
      await driver.sendDevToolsCommand('Emulation.clearDeviceMetricsOverride', {});
      await driver.sendDevToolsCommand('Emulation.setTouchEmulationEnabled', { enabled: false });
    }
  });
}
