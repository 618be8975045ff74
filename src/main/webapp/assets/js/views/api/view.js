import { Workspace } from '../../workspace.js';
import { OperationList } from './list.js';

/** The description of the API: the list of operations and a panel beside it, with the selected one. */
export class ApiSection extends Workspace {
  constructor(place, context) {
    super(place, context, { List: OperationList, home: 'api' });
  }
}
