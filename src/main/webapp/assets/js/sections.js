// A part is loaded when it is shown first.
const access = () => import('./views/settings/access.js');
const doctor = () => import('./views/settings/doctor.js');
const domains = () => import('./views/settings/domains.js');
const operations = () => import('./views/settings/operations.js');
const recipients = () => import('./views/settings/recipients.js');
const servers = () => import('./views/settings/servers.js');
const system = () => import('./views/settings/system.js');
const webhooks = () => import('./views/settings/webhooks.js');
const part = (load, name) => () => load().then((module) => module[name]);
const audit = () => import('./views/audit/view.js').then(({ AuditSection }) => AuditSection);
export const api = () => import('./views/api/view.js').then(({ ApiSection }) => ApiSection);

/** The views of the settings, in their order: rows of the table of routes, whose `inner` is a component where there is no `view`. */
export const SECTIONS = [
  { pattern: 'settings/suppressions', permission: 'read', title: 'Suppressions', inner: part(recipients, 'Suppressions'), filters: ['address'] },
  { pattern: 'settings/topics', permission: 'read', title: 'Topics', inner: part(recipients, 'Topics') },
  { pattern: 'settings/persons', permission: 'operate', title: 'Data of a person', inner: part(recipients, 'Persons') },
  { pattern: 'settings/queue', permission: 'read', title: 'Queue', inner: part(operations, 'Queue'), filters: ['message'] },
  { pattern: 'settings/networks', permission: 'read', title: 'Network lists', inner: part(operations, 'Networks') },
  { pattern: 'settings/rules', permission: 'administer', title: 'Rules', inner: part(system, 'Rules') },
  { pattern: 'settings/keys', permission: 'administer', title: 'API keys', inner: part(access, 'Keys') },
  { pattern: 'settings/users', permission: 'administer', title: 'Users', inner: part(access, 'Users') },
  { pattern: 'settings/servers', permission: 'administer', title: 'Mail servers', inner: part(servers, 'Servers') },
  { pattern: 'settings/domains', permission: 'administer', title: 'Sender domains', inner: part(domains, 'Domains') },
  { pattern: 'settings/webhooks', permission: 'administer', title: 'Webhooks', inner: part(webhooks, 'Webhooks'), filters: ['webhook', 'failed'] },
  { pattern: 'settings/configuration', permission: 'administer', title: 'Configuration', inner: part(operations, 'Configuration'), filters: ['search', 'only'] },
  { pattern: 'settings/doctor', permission: 'administer', title: 'Self-test', inner: part(doctor, 'Doctor') },
  { pattern: 'settings/system', permission: 'administer', title: 'System', inner: part(system, 'System') },
  { pattern: 'audit', permission: 'administer', title: 'Audit log', view: audit, filters: ['actor', 'operation', 'address', 'from', 'to'] },
  { pattern: 'api', permission: 'documentation', title: 'API', view: api },
];
