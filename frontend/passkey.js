// Passkeys: shows the buttons that make or use one where the browser can, and does what they say. Loaded on the pages that
// have such buttons; without it they stay hidden, and everything else on those pages works.
const can = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

const post = (name, fields) =>
  fetch(`/api/account/passkey-${name}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  });

// What the browser answers; it asks the person to unlock the device meanwhile.
const answered = (kind, options) =>
  kind === 'make'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });

const act = async (place) => {
  const { passkey: kind, returnTo = '' } = place.dataset;
  const said = place.querySelector('[data-failed]');
  said.hidden = true;
  try {
    const asked = await post(kind === 'make' ? 'make-begin' : 'use-begin', {});
    const leadsTo = asked.headers.get('location');
    if (leadsTo) return location.assign(leadsTo);
    const { token, options } = await asked.json();
    const credential = await answered(kind, JSON.parse(options));
    const done = await post(kind, { token, answer: JSON.stringify(credential), return_to: returnTo });
    const to = done.headers.get('location');
    if (to) return location.assign(to);
  } catch {
    // Dismissed, or no line: said below.
  }
  said.hidden = false;
};

const show = () => {
  for (const place of document.querySelectorAll('[data-passkey][hidden]')) {
    place.hidden = false;
    place.querySelector('button').addEventListener('click', () => act(place));
  }
};

if (can) {
  show();
  new MutationObserver(show).observe(document.querySelector('main'), { childList: true, subtree: true });
}
