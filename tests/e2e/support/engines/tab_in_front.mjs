/**
 * Hides a page behind a new tab, in browsers where a new tab comes to the front.
 */

/** Opens a tab in front of the page, for the driver too; gives what closes it. */
export const tabInFront = async (driver) => {
  const behind = await driver.getWindowHandle();
  await driver.switchTo().newWindow('tab');
  return async () => {
    await driver.close();
    await driver.switchTo().window(behind);
  };
};
