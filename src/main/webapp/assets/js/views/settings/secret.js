import { CopyField } from '../../parts/copy-field.js';
import { SECRET } from '../../texts-settings.js';
import { html } from '../../ui.js';

/** A secret that is shown once. */
export const Secret = (field) => html`<${CopyField} ...${field} hint=${SECRET.once} />`;
