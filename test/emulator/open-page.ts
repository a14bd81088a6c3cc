import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';

export const desktop = { viewport: { width: 1100, height: 760 } };
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

type OpenPage = (root: string, hash: string, options: BrowserContextOptions) => Promise<Page>;

/** One browser for the tests of a file. A page is open until its test ends, and an error in it fails that test. */
export function useBrowser(): OpenPage {
  let browser: Browser;
  beforeAll(async () => {
    // One process for everything ends the browser together with its first closed context.
    const args = sparticuz.args.filter((argument) => argument !== '--single-process');
    browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args });
  }, 60_000);
  afterAll(() => browser.close());
  return async (root, hash, options) => {
    const context = await browser.newContext({ colorScheme: 'light', ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    page.on('pageerror', (error) => expect.soft(error.message).toBe('no error in the page'));
    await page.goto(`${root}/${hash}`);
    await page.locator('#chat-title:not(:empty)').waitFor();
    return page;
  };
}
