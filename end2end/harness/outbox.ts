import { expect, type APIRequestContext } from '@playwright/test';

/** A message in the demo outbox. */
export interface Message {
  kind: 'mail' | 'sms';
  to: string;
  subject: string;
  text: string;
  html?: string;
}

/** Waits for a mail to `to` after the first `seen` ones and returns it. */
export async function mail(request: APIRequestContext, to: string, seen = 0): Promise<Message> {
  let messages: Message[] = [];
  await expect
    .poll(async () => {
      messages = await mails(request, to);
      return messages.length;
    }, { message: `a mail to ${to}` })
    .toBeGreaterThan(seen);
  return messages[seen];
}

/** All mails to `to`, oldest first; the outbox lists the newest first. */
export async function mails(request: APIRequestContext, to: string): Promise<Message[]> {
  const all = (await (await request.get('/dev/outbox.json')).json()) as Message[];
  return all.filter((message) => message.kind === 'mail' && message.to.includes(to)).reverse();
}

/** The address of the button of a confirmation mail. */
export function confirmationLink(message: Message): string {
  const link = /https?:\/\/\S+\/xac-nhan\/\S+/.exec(message.text)?.[0];
  if (!link) throw new Error(`no confirmation link in: ${message.text}`);
  return link;
}

/** The six-digit code of a confirmation mail. */
export function confirmationCode(message: Message): string {
  // Links may have six digits in a row too.
  const text = message.text.replace(/https?:\/\/\S+/g, '');
  const code = /(?<!\d)\d{3} ?\d{3}(?!\d)/.exec(text)?.[0].replace(' ', '');
  if (!code) throw new Error(`no code in: ${message.text}`);
  return code;
}

/** Waits for a text message to the phone `to` after the first `seen` ones and returns it. */
export async function textMessage(request: APIRequestContext, to: string, seen = 0): Promise<Message> {
  const number = to.replace(/^0/, '+84');
  let messages: Message[] = [];
  await expect
    .poll(async () => {
      const all = (await (await request.get('/dev/outbox.json')).json()) as Message[];
      messages = all.filter((message) => message.kind === 'sms' && message.to === number).reverse();
      return messages.length;
    }, { message: `a text message to ${number}` })
    .toBeGreaterThan(seen);
  return messages[seen];
}

/** The six-digit code of a text message. */
export function textCode(message: Message): string {
  const code = /^\d{6}\b/.exec(message.text)?.[0];
  if (!code) throw new Error(`no code in: ${message.text}`);
  return code;
}
