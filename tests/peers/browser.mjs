#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// The web browser of a test's desktop: a real Chromium, and in it a person who signs in. It is registered as the
// handler of http and https addresses, so the program under test opens it as it opens any browser.
//
// From the environment: DEPOT_TEST_ACCOUNT (who signs in), DEPOT_TEST_BROWSER=cancel (changes their mind) or =leave
// (opens nothing: somebody else's turn), DEPOT_TEST_BROWSER_LOG (where each step is written, with the last page's
// words). While the program under test runs, a file beside the log whose name ends in ".mode" says it instead.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const address = process.argv.at(-1);
const account = process.env.DEPOT_TEST_ACCOUNT ?? 'admin@contoso.com';
const diary = process.env.DEPOT_TEST_BROWSER_LOG;
const mode = existsSync(`${diary}.mode`) ? readFileSync(`${diary}.mode`, 'utf8') : process.env.DEPOT_TEST_BROWSER;
const cancels = mode === 'cancel';

function log(...words) {
  if (diary) appendFileSync(diary, words.join(' ') + '\n');
}

if (mode === 'leave') {
  log('left', address);
  process.exit();
}

const isBack = (url) => ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  && (url.searchParams.has('code') || url.searchParams.has('error'));

// What each page of a sign-in asks for, and the answer to it. The first that fits is done.
const answers = [
  ['input#username', async (page) => {          // the practice cloud: who
    if (cancels) return page.click('button[name=cancel]');
    await page.fill('input#username', account);
    return page.click('#next');
  }],
  ['input#password', async (page) => {          // the practice cloud: the password it tells itself
    await page.fill('input#password', await page.textContent('code'));
    return page.click('#next');
  }],
  ['input#otc', async (page) => {               // the practice cloud: the second factor
    await page.fill('input#otc', await page.textContent('code'));
    return page.click('#next');
  }],
  ['input[name=login]', async (page) => {       // oidc-provider: its log-in page
    if (cancels) return page.getByText('Cancel').click();
    await page.fill('input[name=login]', account);
    await page.fill('input[name=password]', 'any');
    return page.click('button[type=submit]');
  }],
  ['button:has-text("Continue")', (page) => page.click('button:has-text("Continue")')],   // oidc-provider: consent
];

async function answer(page) {
  for (const [mark, act] of answers) {
    if (await page.locator(mark).first().isVisible()) {
      log('page', await page.title(), mark);
      await Promise.all([page.waitForEvent('framenavigated', { timeout: 15000 }), act(page)]);
      await page.waitForLoadState();
      return true;
    }
  }
  return false;
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [...(process.getuid() === 0 ? ['--no-sandbox'] : []), '--password-store=basic', '--disable-gpu'],
});
try {
  const page = await browser.newPage();
  log('open', address.split('?')[0]);
  await page.goto(address);
  for (let step = 0; step < 10 && !isBack(new URL(page.url())); step++) {
    if (!await answer(page)) {
      log('stuck', page.url().split('?')[0], (await page.textContent('body')).replace(/\s+/g, ' ').slice(0, 500));
      process.exitCode = 1;
      break;
    }
  }
  if (isBack(new URL(page.url()))) log('back', (await page.textContent('body')).replace(/\s+/g, ' ').trim());
} catch (error) {
  log('error', error.message);
  process.exitCode = 1;
} finally {
  await browser.close();
}
