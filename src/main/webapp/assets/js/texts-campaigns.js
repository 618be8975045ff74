import { count } from './numbers.js';

/** The texts of the views of campaigns; apart from the others, so that the first view does not wait for them. */
export const CAMPAIGNS = {
  title: 'Campaigns',
  filterLabel: 'Find campaigns',
  part: 'Name contains',
  columns: { name: 'Campaign', deliveries: 'Deliveries', accepted: 'Accepted', readers: 'Opens (people)', clickers: 'Clicked', opens: 'Total opens' },
  units: { deliveries: 'deliveries', accepted: 'accepted', readers: 'opens (people): ', clickers: 'clicked: ', opens: 'total opens' },
  held: 'held',
  hidden: 'hidden',
  nothingNew: 'Nothing new',
  hint: 'Deliveries created in this date range. “Opens (people)” and “Clicked” count people only, as a share of accepted deliveries. Total opens include those by machines.',
  empty: {
    title: 'No campaigns yet',
    text: 'Send a message with a campaign name, and its figures appear here.',
    href: '#/compose',
    action: 'Send a test',
  },
  noMatch: { title: 'No campaign has this in its name', href: '#/campaigns', action: 'Show all campaigns' },
};

export const CAMPAIGN_PAGE = {
  title: 'Figures of this campaign',
  all: 'All campaigns',
  deliveries: 'Deliveries of this campaign',
  delivered: 'Delivered',
  hidden: 'This campaign has fewer than 20 recipients. Your role does not show the figures of so few people.',
  failures: (reasons) => `Failed or bounced, by reason: ${reasons}.`,
  basis: 'Of the deliveries created in this date range, whenever they were opened. What is below happened in this range.',
  atLeast: (part) => `at least ${part}`,
  loaded: ({ delivered, openRate }) => (openRate ? `${count(delivered)} delivered, ${count(openRate.atLeast.count)} seen by people` : ''),
};

export const POOLED = {
  title: 'Mail with shared pixels',
  estimate: ({ estimate, low, high }, recipients) =>
    `About ${count(estimate)} of ${count(recipients)} recipients opened it: between ${count(low)} and ${count(high)} (95% confidence interval).`,
  saturated: 'So many recipients opened it that their number cannot be estimated from shared pixels. Smaller pools tell more (TELLTALE_POOL_SIZE).',
  'too-few': 'Too few recipients share pixels for an estimate.',
  clicks: (number) => `Clicks by people: ${count(number)}.`,
  link: (link, number) => `Link ${link}: ${count(number)}`,
  hint: 'Mail under the privacy profile “aggregated”, of all days. It records of no person an open or a click, and is not part of the other figures.',
};

export const AVERAGE = {
  title: 'Compared with the average',
  share: 'Share',
  own: 'This campaign',
  others: (number) => (number === 1 ? '1 other campaign' : `${count(number)} other campaigns`),
  rows: { delivered: 'Delivered', seen: 'Seen by people, at least', clicked: 'Clicked by people, at least', bounced: 'Bounced', complained: 'Complained' },
  hint: 'The campaigns with deliveries in this date range, where each recipient counts once. A difference may be due to chance: compare two campaigns below to see.',
  nothing: 'No other campaign has deliveries in this date range.',
};

export const CLICK_MAP = {
  title: 'Where people click',
  frame: (subject) => `The mail “${subject.slice(0, 200)}”, with the clicks of people at its links`,
  hint: 'The latest mail, without the values of its recipients. Links with the same address are counted together.',
  images: 'Load its images',
  empty:
    'The latest mail is not shown here: its content was deleted, or it was written for one person, neither bulk nor a template. The clicks are kept.',
};

export const HOLD = {
  title: 'This campaign is held.',
  resume: 'Resume…',
  dialog: 'Resume this campaign?',
  text: 'The remaining mails are sent. Providers block senders with many recipients that do not exist: check first where the addresses come from.',
  action: 'Resume',
  keep: 'Keep it held',
  done: 'The campaign is resumed.',
};

export const COMPARISON = {
  title: 'Compare with another campaign',
  other: 'Other campaign',
  compare: 'Compare',
  columns: { campaign: 'Campaign', count: 'Opened by a person', share: 'Share (95% confidence interval)' },
  of: (part, whole) => `${count(part)} of ${count(whole)}`,
  hint: 'Only recipients whose opens can be measured are counted: those whose images are not prefetched and whose mail passes no known scanner.',
};

export const ARCHIVE = {
  title: 'Public archive',
  hint: 'One message of the campaign as a public web page, without the values of its recipients.',
  nothing: 'Nothing is published.',
  published: 'Published',
  message: 'Message ID',
  messageHint: 'A message of this campaign whose content is kept.',
  publish: 'Publish…',
  replace: 'Publish another…',
  publishTitle: 'Publish a message',
  publishText: 'Everyone who has the address can read the page, until it is withdrawn. A message that is no template is published as it was written.',
  publishAction: 'Publish',
  done: 'The message is published.',
  withdraw: 'Withdraw…',
  withdrawTitle: 'Withdraw the public page',
  withdrawText: 'Its address leads nowhere from now on. What is published again gets another one.',
  withdrawn: 'The page is withdrawn.',
};
