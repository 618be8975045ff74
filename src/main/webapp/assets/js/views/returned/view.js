import { Workspace } from '../../workspace.js';
import { ReportList } from './list.js';

/** The section of mails that came back: the list and a panel beside it, with the selected mail. */
export class ReturnedSection extends Workspace {
  constructor(place, context) {
    super(place, context, { List: ReportList, home: 'returned' });
  }
}
