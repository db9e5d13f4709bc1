import type { Locator, Page } from '@playwright/test';
import { expect, path, runsScripts, settled, type Language } from './test.ts';
import { confirmationLink, mail } from './outbox.ts';
import type { Paper } from './papers.ts';
import type { Person } from './people.ts';
import { say } from './words.ts';

/** Where people of the tests live. */
export const home = { province: 'Tỉnh Gia Lai', commune: 'Phường Pleiku', detail: '12 Lê Lợi' };

/** A code as pages write it: hyphens may be ones that never break. */
export function codeOnPage(code: string): RegExp {
  return new RegExp(code.replaceAll('.', '\\.').replaceAll('-', '[-\u2011]'));
}

/** A person in front of the portal: says the guide's labels, in the language of the pages. */
export class Visitor {
  constructor(
    readonly page: Page,
    readonly language: Language = 'vi',
    /** What is done with every page that is met. */
    private readonly look: (page: Page) => Promise<void> = async () => {},
  ) {}

  /** What the pages say for a Vietnamese label. */
  say(vietnamese: string): RegExp {
    return say(this.language, vietnamese);
  }

  /** Opens the page at the Vietnamese address. */
  async open(where: string): Promise<void> {
    await this.page.goto(path(this.language, where));
    await this.arrived();
  }

  /** After a new page has come: it is ready, and looked at. */
  async arrived(): Promise<void> {
    await this.page.waitForLoadState();
    await settled(this.page);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
    await this.look(this.page);
  }

  /** Presses a link or a button and waits for the page behind it. */
  async press(vietnamese: string, within: Page | Locator = this.page): Promise<void> {
    const name = this.say(vietnamese);
    const target = within.getByRole('button', { name }).or(within.getByRole('link', { name })).first();
    await this.leave(() => target.click());
  }

  /** Presses a link of the header; on a phone it may lie in the menu. */
  async header(vietnamese: string): Promise<void> {
    const links = this.page.getByRole('banner').getByRole('link', { name: this.say(vietnamese) });
    const seen = links.filter({ visible: true });
    if ((await seen.count()) === 0) await this.page.getByRole('banner').locator('summary').click();
    await this.leave(() => seen.first().click());
  }

  /** Logs out, on the page of the account. */
  async logOut(): Promise<void> {
    await this.open('/tai-khoan');
    await this.press('Đăng xuất', this.page.getByRole('main'));
  }

  /** Does `what` leads to another page, and waits for that page. */
  async leave(what: () => Promise<void>): Promise<void> {
    const before = await this.place();
    await what();
    await expect.poll(() => this.place(), { message: `another page than ${before}` }).not.toBe(before);
    await this.arrived();
  }

  /** Which page this is: its address, and the moment its document began. */
  private place(): Promise<string> {
    const now = () => this.page.evaluate(() => `${location.href} since ${performance.timeOrigin}`);
    // While a page goes away it cannot be asked.
    return now().catch(() => this.place());
  }

  /** The input with this label. */
  input(vietnamese: string, within: Page | Locator = this.page): Locator {
    return within.getByLabel(this.say(vietnamese)).and(within.locator('input:visible, select:visible, textarea:visible')).first();
  }

  /** Types an answer. */
  async fill(vietnamese: string, answer: string, within: Page | Locator = this.page): Promise<void> {
    await this.input(vietnamese, within).fill(answer);
  }

  /** Chooses among the answers of a question; asks for the questions that depend on it, where no script does. */
  async choose(question: string, answer: string, within: Page | Locator = this.page): Promise<void> {
    const group = within.getByRole('group', { name: this.say(question) });
    await group.getByRole('radio', { name: this.say(answer) }).check();
    const refresh = within.locator('.decisive').filter({ has: group }).getByRole('button', { name: this.say('Cập nhật') });
    if (await refresh.isVisible()) {
      await refresh.click();
      await settled(this.page);
    }
  }

  /** Gives an address. */
  async address(question: string, where: { province: string; commune: string; detail: string }): Promise<void> {
    const group = this.page.getByRole('group', { name: this.say(question) });
    await group.getByLabel(this.say('Tỉnh, thành phố')).selectOption({ label: where.province });
    const commune = this.say('Xã, phường, đặc khu');
    if (runsScripts(this.page)) {
      await expect(group.locator('select option').getByText(where.commune, { exact: true })).toBeAttached();
      await group.getByRole('combobox', { name: commune }).and(group.locator('input')).fill(where.commune.toLowerCase());
      await this.page.getByRole('option', { name: where.commune, exact: true }).click();
    } else {
      await group.getByRole('button', { name: this.say('Hiện xã, phường') }).click();
      await settled(this.page);
      await group.getByLabel(commune).selectOption({ label: where.commune });
    }
    await this.fill('Số nhà, đường, thôn, làng', where.detail, group);
  }

  /** Chooses the account that the province issues; the link says in small letters what that is. */
  async provider(): Promise<void> {
    const name = this.part('Tài khoản cấp bởi dịch vụ công tỉnh Gia Lai');
    await this.leave(() => this.page.getByRole('main').getByRole('link', { name }).click());
  }

  /** Registers as the guide says, up to the page that says a mail was sent. */
  async register(person: Person): Promise<void> {
    await this.open('/');
    await this.header('Đăng ký');
    await this.provider();
    await this.press('Đăng ký tài khoản');
    await this.choose('Bạn đăng ký tài khoản cho ai?', 'Công dân');
    await this.press('Tiếp tục');
    await this.choose('Chọn mức độ xác minh', 'Xác minh mức độ trung bình (IAL2)');
    await this.press('Tiếp tục');
    await this.fill('Số CMND/CCCD', person.identityNumber);
    await this.press('Tiến hành đăng ký');
    await this.details(person);
    await this.press('Đăng ký', this.page.getByRole('main'));
  }

  /** Fills in the page of password and personal information. */
  async details(person: Person): Promise<void> {
    await this.address('Nơi ở hiện tại', home);
    await this.fill('Mật khẩu', person.password);
    await this.fill('Nhập lại mật khẩu', person.password);
    await this.fill('Họ, chữ đệm và tên', person.name);
    await this.fill('Ngày sinh', person.birthDate);
    await this.choose('Giới tính', person.sex === 'female' ? 'Nữ' : 'Nam');
    await this.fill('Số điện thoại di động', person.phone);
    await this.fill('Email', person.email);
    await this.page.getByRole('main').getByRole('checkbox').check();
  }

  /** Opens the mail and presses its button, which leads to a page that has one too. */
  async confirm(person: Person): Promise<void> {
    const message = await mail(this.page.request, person.email);
    await this.page.goto(confirmationLink(message));
    await this.arrived();
    await this.press('Xác nhận', this.page.getByRole('main'));
  }

  /** From the procedure's page to the first step of filing. */
  async begin(): Promise<void> {
    await this.press('Nộp hồ sơ', this.page.getByRole('main'));
    const another = this.page.getByRole('main').getByRole('button', { name: this.say('Bắt đầu hồ sơ mới') });
    await this.press((await another.isVisible()) ? 'Bắt đầu hồ sơ mới' : 'Bắt đầu', this.page.getByRole('main'));
  }

  /** The dossier code that the page says, with the hyphens that a keyboard has. */
  async code(): Promise<string> {
    const said = (await this.page.getByRole('main').innerText()).replaceAll('\u2011', '-');
    const code = /H\d\d(?:\.\d+)*-\d{6}-\d{4,}/.exec(said)?.[0];
    expect(code, 'the dossier code').toBeTruthy();
    return code!;
  }

  /** Logs in from the home page. */
  async logIn(person: Person): Promise<void> {
    await this.open('/');
    await this.header('Đăng nhập');
    await this.provider();
    await this.fill('Số CMND/CCCD', person.identityNumber);
    await this.fill('Mật khẩu', person.password);
    await this.press('Đăng nhập', this.page.getByRole('main'));
  }

  /** Registers, confirms and logs in. */
  async withAccount(person: Person): Promise<void> {
    await this.register(person);
    await this.confirm(person);
    await this.logIn(person);
  }

  /** The last part of the address: which step of a wizard this is. */
  step(): string {
    return new URL(this.page.url()).pathname.split('/').pop() ?? '';
  }

  /** The input for files of a paper. */
  files(paper: Page | Locator): Locator {
    return paper.getByLabel(this.part('Chọn tệp')).and(paper.locator('input:visible'));
  }

  /** Hands in a file for the paper whose name is given. */
  async upload(paper: string, file: Paper): Promise<void> {
    const place = this.page.getByRole('region', { name: this.say(paper) });
    await this.files(place).setInputFiles(file);
    if (!runsScripts(this.page)) {
      await place.getByRole('button', { name: this.part('Tải lên') }).click();
      await settled(this.page);
    }
    await expect(place.getByRole('listitem').filter({ hasText: file.name })).toContainText(this.part('Đã nhận · {size}'));
  }

  /** What the pages say for a Vietnamese label, anywhere in a longer text. */
  part(vietnamese: string): RegExp {
    return new RegExp(this.say(vietnamese).source.replace(/^\^/, '').replace(/\$$/, ''));
  }
}
