import { count, share, shareOf } from './numbers.js';

/** All texts of the newer views, so that they can be read, corrected and translated in one place. */
export const COMMON = {
  again: 'Try again',
  failed: 'Something went wrong',
  loading: 'Loading…',
  working: 'Working…',
  optional: 'optional',
  cancel: 'Cancel',
  close: 'Close',
  table: 'Show as a table',
  unknown: 'Unknown',
  none: 'None',
  lack: (shard) => `Shard ${shard} is unavailable: the numbers are lower bounds.`,
  hidden: 'Hidden from your role, because it is about fewer than 20 people.',
};

/** The menu of the signed-in user. */
export const ACCOUNT = {
  owner: 'Signed in as',
  role: 'Role',
  method: 'By',
  ends: 'Ends',
  signOut: 'Sign out',
  everywhere: 'Sign out everywhere',
};

export const SIGN_IN = {
  title: 'Sign in',
  oidc: 'Single sign-on',
  user: 'User name',
  password: 'Password',
  key: 'Key',
  withKey: 'Sign in with a key',
  hint: 'An API key, or the key in the file “key” of Telltale’s home folder. The browser does not keep it. On the server, this command prints a link that signs in without a key:',
  command: 'Command that prints a sign-in link',
};

export const NOT_FOUND = {
  title: 'Page not found',
  text: 'No page has this address.',
  deliveries: 'Show all deliveries',
};

export const NOT_LOADED = {
  title: 'This part of the page could not be loaded',
  text: 'The connection failed, or Telltale was updated meanwhile. Nothing is lost.',
  reload: 'Reload the page',
};

/** The lists of the page. */
export const LISTING = {
  filter: 'Filter',
  clear: 'Clear',
  moreFilters: 'More filters',
  any: 'Any',
  refresh: 'Refresh',
  updated: (time) => `Updated ${time}`,
  nothingNew: 'Nothing new',
  more: 'Load more',
  shown: (items) => `${items} shown`,
  moreAvailable: (items) => `${items}; more available`,
  searchOn: 'Search further back',
  foundSoFar: (items, time) => `${items} found so far, back to ${time}`,
};

export const DOWNLOAD = {
  title: 'Download',
  busy: 'Downloading…',
  hint: 'All that the filters select, as a file.',
  what: 'Figures',
  figures: {
    totals: 'Totals',
    series: 'Over time',
    providers: 'By mailbox provider',
    clients: 'By mail client',
    links: 'By link',
    classes: 'By kind of program',
    hours: 'By hour of the week',
  },
};

const days = (number) => (number === 1 ? 'day' : `${count(number)} days`);

export const RANGE = {
  label: 'Date range',
  presets: [
    [1, 'Today'],
    [7, '7 days'],
    [30, '30 days'],
    [90, '90 days'],
  ],
  custom: 'Custom…',
  from: 'From',
  to: 'To',
  zone: 'Time zone',
  granularity: 'Step',
  steps: { hour: 'Hour', day: 'Day', week: 'Week', month: 'Month' },
  show: 'Show',
  who: 'Traffic',
  people: 'People',
  machines: 'Machines',
};

export const PROFILE = {
  label: 'Privacy profile',
  hint: 'Numbers of different profiles are not added: each profile measures other people.',
  unmeasured: 'Under this profile, no opens and clicks of single recipients are recorded.',
};

export const METRICS = {
  delivered: 'Delivered',
  opens: 'Opens',
  clicks: 'Clicks',
  seen: 'Seen by people',
  clicked: 'Clicked by people',
  bounced: 'Bounces',
  complained: 'Complaints',
  unsubscribed: 'Unsubscribes',
  replied: 'Replies',
  openedByPeople: 'Opens by people',
  clickedByPeople: 'Clicks by people',
  machineOpens: 'Opens by machines',
  machineClicks: 'Clicks by machines',
  unknownOpens: 'Unknown opens',
  unknownClicks: 'Unknown clicks',
};

export const CHANGES = {
  none: 'up from 0',
  same: 'no change',
  from: (text, before) => `${text} from ${count(before)}`,
  hint: (length) => `Changes are against the ${days(length)} before.`,
};

export const OVERVIEW = {
  title: 'Overview',
  figures: 'Figures',
  overTime: 'Over time',
  shown: 'Shown',
  charts: { engagement: 'Opens and clicks', delivery: 'Deliveries and bounces' },
  campaigns: 'Top campaigns',
  links: 'Top links',
  providers: 'Mailbox providers',
  clients: 'Mail clients',
  hours: 'When people open',
  classes: 'Requests that count as no person',
  classesHint:
    'Requests by programs: image proxies that fetch in advance, security scanners, link previews. What is not known for sure counts as unknown.',
  copied: (seconds) => `Read from a copy of the database, at most ${seconds} s old.`,
  recounting: 'These figures are being recounted after an update, and rise until that is done.',
  loaded: (delivered, opens) => `${count(delivered)} delivered, ${count(opens)} opens by people`,
  emptyTitle: 'Nothing has been sent yet',
  empty: 'Send a first mail to yourself and open it: this page then shows the open, and how Telltale knows that it was you.',
  emptyAction: 'Send your first mail',
  quietTitle: 'Nothing in this date range',
  quiet: 'No mail was sent, opened or clicked on these days.',
  quietAction: 'Show the last 90 days',
  nothing: { campaigns: 'No campaigns in this range.', links: 'No clicks by people yet.', others: 'No opens by people yet.', classes: 'No requests by machines.' },
};

export const COLUMNS = {
  campaign: 'Campaign',
  link: 'Link',
  provider: 'Provider',
  client: 'Client',
  class: 'Kind of program',
  time: 'Time',
  day: 'Day',
  hour: 'Hour',
  delivered: 'Delivered',
  seen: 'Seen',
  clicked: 'Clicked',
  opens: 'Opens',
  clicks: 'Clicks',
  people: 'People',
};

export const LINKS = {
  forgotten: (key) => `Unknown link ${key}`,
  other: 'All other links',
  unknown: 'Links whose address is not known any more',
};

export const SERIES = {
  summary: (name, from, to, top, at) => `${name}, ${from} to ${to}. Most: ${top} (${at}). A table with all numbers follows.`,
  nothing: (name, from, to) => `${name}, ${from} to ${to}: none.`,
  point: (when, parts) => `${when}: ${parts.join(', ')}`,
  part: (name, number) => `${count(number)} ${name.toLowerCase()}`,
  hint: 'Point at the chart, or use the arrow keys on it, to read single numbers.',
};

export const HEAT = {
  weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  cell: (weekday, hour, number) => `${weekday}, ${hour}: ${count(number)}`,
  summary: (weekday, hour, number) => `Most on ${weekday} at ${hour}: ${count(number)}. A table with all numbers follows.`,
  nothing: 'No opens by people in this range.',
};

export const FUNNEL = {
  title: 'From sent to clicked',
  steps: { sent: 'Sent', accepted: 'Accepted', delivered: 'Delivered', seen: 'Seen by people', clicked: 'Clicked by people', replied: 'Replied', unsubscribed: 'Unsubscribed' },
  of: (part, whole, name) => `${shareOf(part, whole)} of ${name.toLowerCase()}`,
  hint: 'Seen counts the deliveries that a person certainly or probably opened or clicked. Others may have read it, too: see the interval above.',
};

export const RATE = {
  title: 'Opened by people',
  sentence: (low, high) => `Between ${share(low)} and ${share(high)} of the recipients opened this mail.`,
  estimate: (part) => `Best single guess: ${share(part)}.`,
  least: (part) => `At least ${share(part)} opened it; how many more did cannot be estimated yet.`,
  nothing: 'Nothing can be measured yet: no tracked message was accepted and judged.',
  sure: (least) => `${share(least)} were seen to open or click.`,
  cannot: (part) => `For ${share(part)}, an open cannot be seen:`,
  prefetched: (part) => `${share(part)} have their images fetched in advance by their provider (Apple does so), whether or not they read.`,
  scanned: (part) => `${share(part)} have their mail opened by a security scanner, which hides their own opens.`,
  all: 'For every recipient, an open by a person could be seen.',
  blocked: ({ share: part, of }) => `Image blocking: of ${count(of)} who clicked, ${share(part)} never loaded the images.`,
  legend: { least: 'seen', plausible: 'plausible', estimate: 'best guess', error: 'seen, if verdicts err' },
  clicked: ({ share: part, count: number, of }) => `At least ${share(part)} clicked: ${count(number)} of ${count(of)}.`,
  assumptions: 'Assumptions behind the interval',
  accuracy: 'Accuracy of the verdicts',
  accuracyHint: 'Each request counts once, however many people use its program.',
  pending: (number) => `Not judged yet, across all campaigns: ${count(number)} deliveries.`,
};

export const LIVE = {
  title: 'Live',
  historyTitle: 'Opens and clicks',
  kind: 'Show',
  kinds: { '': 'Opens and clicks', open: 'Opens', click: 'Clicks' },
  who: 'By',
  whos: { '': 'Everyone', people: 'People', machines: 'Machines', unknown: 'Unknown' },
  chips: { people: 'Person', machines: 'Machine', unknown: 'Unknown' },
  campaign: 'Campaign',
  filter: 'Filter',
  pause: 'Pause',
  resume: 'Resume',
  states: {
    connecting: 'Connecting…',
    live: 'Live',
    polling: 'Live, read every few seconds',
    waiting: 'Connection lost; trying again…',
    paused: 'Paused',
  },
  waiting: (number) => `${count(number)} new while paused`,
  verbs: { open: 'opened', click: 'clicked' },
  link: (number) => `link ${number}`,
  emptyTitle: 'Waiting for the first event',
  empty: 'An open or click appears here within a second or two. Send yourself a mail and open it.',
  noMatchTitle: 'No matching events',
  noMatch: 'Events appear here when they match the filters.',
  emptyAction: 'Send a test',
  people: (number) => (number === 1 ? 'A person opened a mail.' : `People opened ${count(number)} mails.`),
  bounded: 'The latest 50 events are shown, and the latest 500 while paused.',
  between: (from, to) => [from && `From ${from}`, to && `to ${to}`].filter(Boolean).join(' '),
  more: 'Load older events',
  backToLive: 'Watch live',
};
