import type { Browser } from '@playwright/test';
import { address } from './address.ts';
import { answer, at, steps } from './birth.ts';
import { Visitor } from './journey.ts';
import { agency, logInAsOfficer, type Officer } from './officer.ts';
import { visitorHeaders, withoutScripts } from './test.ts';

/** An officer in a browser of their own. */
export async function atWork(browser: Browser, officer: Officer): Promise<Visitor> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    baseURL: address,
    extraHTTPHeaders: visitorHeaders(),
  });
  withoutScripts(context);
  const visitor = new Visitor(await context.newPage());
  await logInAsOfficer(visitor, officer);
  return visitor;
}

/** Files a birth registration at the desk of the officers; its code. */
export async function fileAtDesk(member: Visitor): Promise<string> {
  await member.open('/dich-vu-cong/1.001193');
  await member.begin();
  await at(member, 'noi-tiep-nhan');
  await member.input('Nơi tiếp nhận hồ sơ').selectOption({ label: agency });
  await member.press('Tiếp tục');
  for (const step of steps.slice(1)) {
    await at(member, step);
    await answer(member, step);
    await member.press(step === 'kiem-tra' ? 'Nộp hồ sơ' : 'Tiếp tục', member.page.getByRole('main'));
  }
  return member.code();
}

/** Opens one of the moves and presses its button, after `fill`. */
export async function move(officer: Visitor, name: string, fill: () => Promise<void> = async () => {}): Promise<void> {
  const panel = officer.page.locator('#moves details').filter({ has: officer.page.locator('summary', { hasText: new RegExp(`^${name}$`) }) });
  await panel.locator('summary').click();
  await fill();
  await officer.leave(() => panel.getByRole('button', { name, exact: true }).click());
}
