import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Demo, runDemo } from '../../src/demo/run-demo.ts';

const desktop = { viewport: { width: 1000, height: 860 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** `UPDATE_DOCS=1 npx vitest run test/scenarios/chat-page.test.ts` draws README's pictures anew. */
const images =
  process.env['UPDATE_DOCS'] === undefined ? null : join(import.meta.dirname, '../../docs/images');

describe('the chat page beside a running Signalbox', () => {
  let browser: Browser;
  let demo: Demo;
  beforeAll(async () => {
    // One process for everything ends the browser together with its first closed context.
    const args = sparticuz.args.filter((argument) => argument !== '--single-process');
    browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args });
    demo = await runDemo({ paceMs: 300, repo: null, port: 0, env: { ...process.env, LOG_LEVEL: 'silent' } });
  }, 60_000);
  afterAll(async () => {
    await demo.stop();
    await browser.close();
  });

  async function open(options: BrowserContextOptions, as = 1001): Promise<Page> {
    const context = await browser.newContext({ colorScheme: 'light', deviceScaleFactor: 2, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.on('pageerror', (error) => expect.soft(error.message).toBe('no error in the page'));
    await page.goto(demo.pageUrl.replace(/#.*/, `#chat=${as}&as=${as}`));
    return page;
  }

  async function draw(page: Page, name: string): Promise<void> {
    if (images === null) return;
    mkdirSync(images, { recursive: true });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  }

  const log = (page: Page) => page.getByRole('log');
  const say = async (page: Page, text: string) => {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.keyboard.press('Enter');
  };

  test('asks for approval, and a press on a phone sends the task on its way to a healthy release', {
    timeout: 90_000,
  }, async () => {
    const page = await open(desktop);
    const onPhone = await open({ ...phone, colorScheme: 'dark' });
    await log(page).getByRole('button', { name: 'Approve' }).waitFor({ timeout: 20_000 });
    await log(page).getByText('The requirements (BRD) wait for approval.').waitFor();
    await draw(page, 'chat');
    await draw(onPhone, 'chat-phone-dark');
    const width = await onPhone.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(phone.viewport.width);

    await log(onPhone).getByRole('button', { name: 'Approve' }).click();
    await onPhone.getByText('Approved.', { exact: true }).waitFor();
    await log(page)
      .getByText(/The (developer|reviewer|tester) is/)
      .waitFor({ timeout: 30_000 });
    await draw(onPhone, 'card-phone-dark');
    await log(page).getByText('✅').first().waitFor({ timeout: 60_000 });
    await log(page).getByText('Merged as').waitFor();
    await draw(page, 'done');
    expect(await log(page).getByRole('button', { name: 'Approve' }).count()).toBe(0);
  });

  test('takes commands, and changes by a reply', { timeout: 60_000 }, async () => {
    const page = await open(desktop);
    await say(page, '/new Lunch is at noon');
    await log(page).getByRole('button', { name: 'Changes…' }).click({ timeout: 20_000 });
    await log(page)
      .getByText(/What should change in the BRD of NOTE-002/)
      .waitFor();
    await say(page, 'Say where lunch is.');
    await log(page).getByText('What you asked for').waitFor({ timeout: 20_000 });
    await say(page, '/queue');
    await log(page)
      .getByText(/\d+ queued, /)
      .last()
      .waitFor();
    await draw(page, 'queue');
    expect(await log(page).getByText('Sent back with your changes.').count()).toBe(1);
  });

  test('tells a stranger politely who he is, and nothing else', async () => {
    const page = await open(phone, 1003);
    await say(page, '/tasks');
    await log(page).getByText(/1003/).waitFor();
    expect(await log(page).innerText()).not.toContain('NOTE-');
  });
});
