import { Workspace } from '../../workspace.js';
import { AuditList } from './list.js';

/** The audit log, which only administrators see. */
export class AuditSection extends Workspace {
  constructor(place, context) {
    // The list shows that the role is missing; other views are still permitted.
    const onProblem = (problem) => problem.status !== 403 && context.onProblem(problem);
    super(place, { ...context, onProblem }, { List: AuditList, home: 'audit' });
  }
}
