// Passkeys: shows the buttons that make or use one, and does what they say. Loaded on the pages that have such buttons;
// without it they stay hidden, and the page says what to do instead.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const base64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

// By hand, since many phones know passkeys and not yet the functions that read and write them.
const read = (options) => {
  const { user, excludeCredentials = [], allowCredentials = [] } = options;
  options.challenge = bytes(options.challenge);
  if (user) user.id = bytes(user.id);
  for (const known of [...excludeCredentials, ...allowCredentials]) known.id = bytes(known.id);
  return options;
};
const written = ({ id, rawId, type, response }) => {
  const parts = ['attestationObject', 'authenticatorData', 'clientDataJSON', 'signature', 'userHandle']
    .filter((name) => response[name])
    .map((name) => [name, base64url(response[name])]);
  return JSON.stringify({ id, rawId: base64url(rawId), type, response: Object.fromEntries(parts), extensions: {} });
};

const post = async (address, fields) => {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  });
  const leadsTo = answer.headers.get('location');
  if (leadsTo) location.assign(leadsTo);
  return { leadsTo, status: answer.status, said: answer.ok && (await answer.json()) };
};

// Returns which of the button's sentences is to be said, if any.
const act = async ({ passkey, finish, returnTo: return_to }) => {
  if (!window.PublicKeyCredential) return 'unsupported';
  try {
    const asked = await post(passkey, { return_to });
    if (asked.leadsTo) return;
    if (!asked.said) return asked.status === 429 ? 'busy' : 'failed';
    const publicKey = read(JSON.parse(asked.said.options));
    const credential = await navigator.credentials[publicKey.user ? 'create' : 'get']({ publicKey });
    const done = await post(finish, { answer: written(credential), return_to });
    if (done.leadsTo) return;
    return done.status === 200 ? 'refused' : done.status === 429 ? 'busy' : 'failed';
  } catch ({ name }) {
    const known = { NotAllowedError: 'stopped', AbortError: 'stopped', InvalidStateError: 'known', NotSupportedError: 'unsupported' };
    return known[name] ?? 'failed';
  }
};

const show = () => {
  for (const place of document.querySelectorAll('[data-passkey]:not([data-shown])')) {
    place.dataset.shown = '';
    const said = place.querySelector('[role=alert]');
    const button = place.querySelector('button');
    button.parentElement.hidden = false;
    let busy = false;
    button.addEventListener('click', async () => {
      if (busy) return;
      busy = true;
      said.hidden = true;
      const sentence = await act(place.dataset);
      said.querySelector('span').textContent = place.dataset[sentence] ?? '';
      said.hidden = !sentence;
      busy = false;
    });
  }
};

show();
new MutationObserver(show).observe(document.querySelector('main'), { childList: true, subtree: true });
