import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sampleItems } from '../../src/demo/items.ts';
import { type Demo, runDemo } from '../../src/demo/run-demo.ts';
import type { EmulatorMessage } from '../../src/emulator/create-emulator.ts';
import { until } from '../support/until.ts';
import { drawPictures } from './chat-pictures.ts';

const desktop = { viewport: { width: 1000, height: 860 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** `UPDATE_DOCS=1 npx vitest run test/scenarios/chat-page.test.ts` draws the pictures of docs/ anew. */
const pictures =
  process.env['UPDATE_DOCS'] === undefined ? [] : [join(import.meta.dirname, '../../docs/images')];

describe('the chat page beside a running Signalbox', () => {
  let browser: Browser;
  let demo: Demo;
  beforeAll(async () => {
    const env = { ...process.env, LOG_LEVEL: 'silent' };
    const starting = runDemo({ paceMs: 100, repo: null, items: [sampleItems[0]], port: 0, env });
    // One process for everything ends the browser together with its first closed context.
    const args = sparticuz.args.filter((argument) => argument !== '--single-process');
    browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args });
    demo = await starting;
  }, 60_000);
  afterAll(async () => {
    await demo.stop();
    await browser.close();
  });

  async function open(options: BrowserContextOptions, as = 1001): Promise<Page> {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.on('pageerror', (error) => expect.soft(error.message).toBe('no error in the page'));
    await page.goto(demo.pageUrl.replace(/#.*/, `#chat=${as}&as=${as}`));
    return page;
  }

  const log = (page: Page) => page.getByRole('log');
  const say = async (page: Page, text: string) => {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.keyboard.press('Enter');
  };

  test('asks for approval, takes changes by a reply, and a press on a phone sends the task on its way', {
    timeout: 60_000,
  }, async () => {
    const page = await open(desktop);
    await log(page).getByRole('button', { name: 'Changes…' }).click({ timeout: 20_000 });
    await log(page)
      .getByText(/What should change in the BRD of NOTE-001/)
      .waitFor();
    await say(page, 'Say until when.');
    await log(page).getByText('What you asked for').waitFor({ timeout: 20_000 });
    // Until the card has come down again, the one above still asks about the revision before.
    const cards = () =>
      demo.emulator.messages(demo.chatId).filter(({ text }) => text.startsWith('NOTE-001 '));
    const asksAnew = ({ text, buttons }: EmulatorMessage) =>
      text.includes('round 2') && buttons.flat().some((button) => button.text === 'Approve');
    await until('one card that asks anew', () => cards().length === 1 && cards().every(asksAnew));
    await log(page).getByText('Sent back with your changes.').waitFor();

    const onPhone = await open(phone);
    await log(onPhone).getByRole('button', { name: 'Approve', exact: true }).click();
    await onPhone.getByText('Approved.', { exact: true }).waitFor();
    const width = await onPhone.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(phone.viewport.width);
    await log(page)
      .getByText(/The (architect|developer|reviewer|tester|staging-deployer|deployer) is|^Done:/)
      .waitFor({ timeout: 30_000 });
    expect(await log(page).getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
  });

  test('answers commands', async () => {
    const page = await open(desktop);
    await say(page, '/queue');
    await log(page)
      .getByText(/\d+ queued, /)
      .last()
      .waitFor();
    await say(page, '/new Lunch is at one');
    await log(page).getByText('NOTE-002 opened in noticeboard').waitFor();
    expect(await log(page).getByText('/new Lunch is at one').count()).toBe(1);
  });

  test('tells a stranger politely who he is, and nothing else', async () => {
    const page = await open(phone, 1003);
    await say(page, '/tasks');
    await log(page).getByText(/1003/).waitFor();
    expect(await log(page).innerText()).not.toContain('NOTE-');
  });

  test.for(pictures)('is drawn into %s', { timeout: 300_000 }, async (folder) => {
    await drawPictures(browser, folder);
    expect(readdirSync(folder)).toContain('phone-queue-dark.png');
  });
});
