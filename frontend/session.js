// Says that a session is about to run out for want of use; one press goes on. Served as it is, on the pages of those who
// are logged in; without it a session runs out silently, and what was typed is kept all the same.
const said = document.querySelector('script[data-warns-after]').dataset;
const stay = '/api/account/session-stay';
let notice;

// Asked first, because other tabs use the session too; asking is no use of it.
const look = async () => {
  let left;
  try {
    left = await (await fetch('/api/account/session-left', { headers: { accept: 'application/json' } })).json();
  } catch {
    // No line at the moment.
    setTimeout(look, 60_000);
    return;
  }
  if (!left?.seconds || left.seconds > left.warning) {
    notice?.remove();
    notice = undefined;
  } else if (!notice) {
    show(left.can_stay);
  }
  if (left?.seconds) setTimeout(look, left.seconds > left.warning ? (left.seconds - left.warning) * 1000 : 20_000);
};

const show = (canStay) => {
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  notice = make('div', { className: 'banner banner-wait session-notice' });
  notice.setAttribute('role', 'alert');
  notice.append(make('p', { textContent: canStay ? said.soon : said.ends }));
  if (canStay) {
    const button = make('button', { type: 'button', className: 'button button-small', textContent: said.stay });
    button.addEventListener('click', async () => {
      try {
        await fetch(stay, { method: 'POST', headers: { accept: 'application/json' } });
      } finally {
        look();
      }
    });
    notice.append(button);
  }
  document.body.append(notice);
};

setTimeout(look, said.warnsAfter * 1000);
