import { Workspace } from '../../workspace.js';
import { DeliveryList } from './list.js';

/** The deliveries section: the list and a panel beside it, with the selected delivery or a form. */
export class DeliverySection extends Workspace {
  constructor(place, context) {
    super(place, context, { List: DeliveryList, home: 'deliveries' });
  }
}
