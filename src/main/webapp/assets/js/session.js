const NO_SESSION = { role: 'none', name: null, method: null, expiresAt: null, oidc: false, realm: false, demo: false };

/** What the roles of the API may do on this page; the server decides, this only hides what it would refuse. */
const PERMISSIONS = {
  read: ['read', 'operator', 'admin'],
  figures: ['analyst', 'read', 'operator', 'admin'],
  operate: ['operator', 'admin'],
  submit: ['send', 'admin'],
  compose: ['send', 'operator', 'admin'],
  documentation: ['send', 'read', 'analyst', 'operator', 'admin'],
  administer: ['admin'],
};

let session = NO_SESSION;

/** Takes over who is signed in, as the API reports it; returns whether anyone is. */
export function setSession(answer) {
  session = answer ?? NO_SESSION;
  return session.role !== 'none';
}

export function currentSession() {
  return session;
}

/** Whether the role of this session has a permission. */
export function may(permission) {
  return PERMISSIONS[permission].includes(session.role);
}

const METHODS = new Map([
  ['key', 'an API key'],
  ['link', 'a sign-in link'],
  ['oidc', 'single sign-on'],
  ['realm', 'a user name and password'],
]);

/** Who owns a session, for the reader; a sign-in link names nobody, so its role stands for its owner. */
export function ownerOf({ name, role, method }) {
  return method === 'link' ? role : name;
}

/** How the owner of a session signed in, in words. */
export function methodOf({ method }) {
  return METHODS.get(method) ?? 'another way';
}
