import { SECTIONS, api } from './sections.js';

const LIST_FILTERS = ['q', 'state', 'reader', 'campaign', 'topic', 'provider', 'bounce', 'from', 'to'];
const REPORT_FILTERS = ['kind', 'class', 'match', 'campaign', 'delivery', 'from', 'to'];
const RANGE = ['from', 'to', 'zone', 'days'];
const OVERVIEW_FILTERS = [...RANGE, 'step', 'who', 'chart'];

// A view is loaded when its address is shown first, so that the first page does not wait for all others.
const overview = () => import('./views/overview/view.js').then(({ OverviewView }) => OverviewView);
const live = () => import('./views/live/view.js').then(({ LiveView }) => LiveView);
const deliveries = () => import('./views/deliveries/view.js').then(({ DeliverySection }) => DeliverySection);
const delivery = () => import('./views/delivery/view.js').then(({ DeliveryPanel }) => DeliveryPanel);
const compose = () => import('./views/compose/view.js').then(({ ComposeView }) => ComposeView);
const campaigns = () => import('./views/campaigns/view.js').then(({ CampaignSection }) => CampaignSection);
const campaignList = () => import('./views/campaigns/list.js').then(({ CampaignList }) => CampaignList);
const campaign = () => import('./views/campaign/view.js').then(({ CampaignView }) => CampaignView);
const returned = () => import('./views/returned/view.js').then(({ ReturnedSection }) => ReturnedSection);
const report = () => import('./views/returned/panel.js').then(({ ReportPanel }) => ReportPanel);
const operation = () => import('./views/api/panel.js').then(({ OperationPanel }) => OperationPanel);
const settings = () => import('./views/settings/view.js').then(({ SettingsView }) => SettingsView);
const domain = () => import('./views/settings/domain.js').then(({ Domain }) => Domain);
const notFound = () => import('./views/not-found/view.js').then(({ NotFound }) => NotFound);

/**
 * Every view of the page by its address, the start page first.
 *
 * - `pattern`: the path, with parameters in braces; `filters`: the query parameters that the view knows.
 * - `title`: the title of the page until the view knows a better one; with `inMenu`, also a link in the menu.
 * - `permission`: what a role needs for the view to be of use; without it, the menu has no link to it.
 * - `view`: loads a class, constructed with the element to fill and the context (`go`, `onProblem`). `show(route)` shows
 *   a route and returns the element that then gets the focus; `close()` ends all its work. An instance stays while the
 *   next route has the same view.
 * - `inner`: loads the class of what that view shows inside for this route.
 * - `section`: the pattern of the link in the menu that the view belongs to, unless it is the first part of its own.
 */
export const ROUTES = [
  { pattern: 'overview', permission: 'figures', title: 'Overview', view: overview, filters: OVERVIEW_FILTERS, inMenu: true },
  { pattern: 'live', permission: 'read', title: 'Live', view: live, filters: [...RANGE, 'kind', 'who', 'campaign'], inMenu: true },
  { pattern: 'deliveries', permission: 'read', title: 'Deliveries', view: deliveries, filters: LIST_FILTERS, inMenu: true },
  { pattern: 'deliveries/{id}', permission: 'read', title: 'Delivery', view: deliveries, inner: delivery, filters: LIST_FILTERS },
  { pattern: 'campaigns', permission: 'figures', title: 'Campaigns', view: campaigns, inner: campaignList, filters: [...RANGE, 'q'], inMenu: true },
  { pattern: 'campaigns/{name}', permission: 'figures', title: 'Campaign', view: campaigns, inner: campaign, filters: [...RANGE, 'step', 'chart'] },
  { pattern: 'returned', permission: 'read', title: 'Returned mail', view: returned, filters: REPORT_FILTERS, inMenu: true },
  { pattern: 'returned/{id}', permission: 'read', title: 'Returned mail', view: returned, inner: report, filters: REPORT_FILTERS },
  { pattern: 'compose', permission: 'compose', title: 'Compose', view: compose, filters: ['template'], inMenu: true },
  { pattern: 'settings', permission: 'documentation', title: 'Settings', view: settings, inMenu: true },
  ...SECTIONS.map((section) => ({ view: settings, section: 'settings', ...section })),
  { pattern: 'settings/domains/{domain}', permission: 'administer', title: 'Sender domain', view: settings, inner: domain, section: 'settings' },
  { pattern: 'api/{id}', permission: 'documentation', title: 'API', view: api, inner: operation, section: 'settings' },
];

/** Views by the addresses that they had earlier. */
export const MOVED = { send: 'compose' };

/** What an unknown address leads to. */
export const NOT_FOUND = { title: 'Page not found', view: notFound };

/** A route with the classes of its view and of what the view shows inside. */
export async function loaded(route) {
  const [view, inner] = await Promise.all([route.view(), route.inner?.()]);
  return { ...route, view, inner };
}
