import { OperationPanel } from './views/api/panel.js';
import { ApiSection } from './views/api/view.js';
import { AuditSection } from './views/audit/view.js';
import { CampaignView } from './views/campaign/view.js';
import { CampaignList } from './views/campaigns/list.js';
import { CampaignSection } from './views/campaigns/view.js';
import { DeliverySection } from './views/deliveries/view.js';
import { DeliveryPanel } from './views/delivery/view.js';
import { NotFound } from './views/not-found/view.js';
import { ReportPanel } from './views/returned/panel.js';
import { ReturnedSection } from './views/returned/view.js';
import { SendPanel } from './views/send/view.js';

const LIST_FILTERS = ['to', 'campaign', 'state'];
const REPORT_FILTERS = ['kind', 'class', 'match'];
const AUDIT_FILTERS = ['actor', 'operation', 'address', 'from', 'to'];
const RANGE = ['from', 'to', 'zone'];

/**
 * Every view of the page by its address, the start page first.
 *
 * - `pattern`: the path, with parameters in braces; `filters`: the query parameters that the view knows.
 * - `title`: the title of the page until the view knows a better one; with `inMenu`, also a link in the menu.
 * - `permission`: what a role needs for the view to be of use; without it, the menu has no link to it.
 * - `view`: a class, constructed with the element to fill and the context (`go`, `onProblem`). `show(route)` shows a
 *   route and returns the element that then gets the focus; `close()` ends all its work. An instance stays while the
 *   next route has the same view.
 * - `inner`: the class of what that view shows inside for this route.
 */
export const ROUTES = [
  { pattern: 'deliveries', permission: 'read', title: 'Deliveries', view: DeliverySection, filters: LIST_FILTERS, inMenu: true },
  { pattern: 'deliveries/{id}', permission: 'read', title: 'Delivery', view: DeliverySection, inner: DeliveryPanel, filters: LIST_FILTERS },
  { pattern: 'campaigns', permission: 'figures', title: 'Campaigns', view: CampaignSection, inner: CampaignList, filters: RANGE, inMenu: true },
  { pattern: 'campaigns/{name}', permission: 'figures', title: 'Campaign', view: CampaignSection, inner: CampaignView, filters: RANGE },
  { pattern: 'returned', permission: 'read', title: 'Returned mail', view: ReturnedSection, filters: REPORT_FILTERS, inMenu: true },
  { pattern: 'returned/{id}', permission: 'read', title: 'Returned mail', view: ReturnedSection, inner: ReportPanel, filters: REPORT_FILTERS },
  { pattern: 'send', permission: 'submit', title: 'Send a test', view: DeliverySection, inner: SendPanel, filters: LIST_FILTERS, inMenu: true },
  { pattern: 'api', permission: 'documentation', title: 'API', view: ApiSection, inMenu: true },
  { pattern: 'api/{id}', permission: 'documentation', title: 'API', view: ApiSection, inner: OperationPanel },
  { pattern: 'audit', permission: 'administer', title: 'Audit log', view: AuditSection, filters: AUDIT_FILTERS, inMenu: true },
];

/** What an unknown address leads to. */
export const NOT_FOUND = { title: 'Page not found', view: NotFound };
