import { queryOf } from '../../api.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { CopyField } from '../../parts/copy-field.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { Instant } from '../../parts/instant.js';
import { DOMAINS, SETTINGS } from '../../texts-settings.js';
import { fullTime } from '../../time.js';
import { html } from '../../ui.js';
import { State, addressFields } from './domains.js';
import { read, sendEmpty, sendJson } from './requests.js';

/** The domain of a sender: its addresses, its keys and the records to publish. */
export function Domain({ route: { params }, go, onProblem }) {
  const path = `domains/${encodeURIComponent(params.domain)}`;
  const state = useLoaded(params.domain, (signal) => read(path, { signal }), onProblem);
  const common = { path, onDone: () => state.refresh(), onProblem };
  return html`
    <div class="dashboard">
      <h1 tabindex="-1"><bdi dir="ltr">${params.domain}</bdi></h1>
      <p><a href="#/settings/domains">${DOMAINS.all}</a></p>
      <${Loaded} state=${state} lines=${8}>
        ${(domain) => html`
          <${Addresses} domain=${domain} go=${go} ...${common} />
          <${Keys} keys=${domain.keys} ...${common} />
          <${Records} records=${domain.records} />
        `}
      </${Loaded}>
    </div>
  `;
}

function Addresses({ domain, path, go, onDone, onProblem }) {
  const { trackingUrl, returnPath, version } = domain;
  return html`
    <section class="card-panel">
      <h2>${DOMAINS.addresses}</h2>
      <dl class="facts">
        <div><dt>${DOMAINS.trackingUrl}</dt><dd><bdi dir="ltr">${trackingUrl ?? DOMAINS.asSettings('PIXEL_URL')}</bdi></dd></div>
        <div><dt>${DOMAINS.returnPath}</dt><dd><bdi dir="ltr">${returnPath ?? DOMAINS.asSettings('EMAIL_BOUNCES')}</bdi></dd></div>
      </dl>
      <div class="entry-actions">
        <${FormDialog} label=${DOMAINS.change} title=${DOMAINS.changeTitle} text=${DOMAINS.changeText} fields=${addressFields(domain)}
          act=${(values) => sendJson('PUT', path, { ...values, version })} done=${DOMAINS.changed} onDone=${onDone} onProblem=${onProblem} />
        <${FormDialog} label=${SETTINGS.remove} title=${DOMAINS.removeTitle} text=${DOMAINS.removeText} isDanger
          act=${() => sendEmpty('DELETE', `${path}?${queryOf({ version })}`)} done=${DOMAINS.removed} onDone=${() => go('#/settings/domains')} onProblem=${onProblem} />
      </div>
    </section>
  `;
}

function Keys({ keys, path, onDone, onProblem }) {
  const fields = [
    { name: 'algorithm', label: DOMAINS.algorithm, kind: 'select', options: Object.entries(DOMAINS.algorithms), hint: DOMAINS.algorithmHint },
    { name: 'selector', label: DOMAINS.selector, hint: DOMAINS.selectorHint, dir: 'ltr', isOptional: true },
  ];
  return html`
    <section class="card-panel">
      <h2>${DOMAINS.keys}</h2>
      <p class="soft">${keys.length === 0 ? DOMAINS.noKeysText : DOMAINS.keysText}</p>
      <ul class="findings">
        ${keys.map((key) => html`<li key=${key.selector}><${Key} item=${key} path=${path} onDone=${onDone} onProblem=${onProblem} /></li>`)}
      </ul>
      <${FormDialog} label=${DOMAINS.generate} title=${DOMAINS.generateTitle} text=${DOMAINS.generateText} fields=${fields}
        act=${(values) => sendJson('POST', `${path}/keys`, values)} done=${DOMAINS.generated} onDone=${onDone} onProblem=${onProblem} />
    </section>
  `;
}

function Key({ item, path, onDone, onProblem }) {
  const { selector, algorithm, state, changedAt, publishedUntil } = item;
  const common = { onDone, onProblem };
  return html`
    <p><${State} of=${item} /> <strong><bdi dir="ltr">${selector}</bdi></strong> ${DOMAINS.algorithms[algorithm]}, ${DOMAINS.since} <${Instant} at=${changedAt} /></p>
    <p class="soft">${DOMAINS.next[state]}${publishedUntil !== null && ` ${DOMAINS.keepUntil(fullTime(publishedUntil).text)}`}</p>
    <div class="entry-actions">
      ${state === 'signing'
        ? html`<${FormDialog} label=${DOMAINS.retire} title=${DOMAINS.retireTitle(selector)} text=${DOMAINS.retireText}
            act=${() => sendJson('POST', `${path}/keys/retire`, { selector })} done=${DOMAINS.retired} ...${common} />`
        : html`
            <${FormDialog} label=${DOMAINS.promote} isPrimary=${state === 'waiting'} title=${DOMAINS.promoteTitle(selector)} text=${DOMAINS.promoteText} fields=${[force(DOMAINS.lookUp)]}
              act=${(values) => sendJson('POST', `${path}/keys/promote`, { selector, force: values.force === 'true' })} done=${DOMAINS.promoted} ...${common} />
            <${FormDialog} label=${SETTINGS.remove} title=${DOMAINS.deleteTitle(selector)} text=${DOMAINS.deleteText} fields=${state === 'retired' ? [force(DOMAINS.waitForMail)] : []} isDanger
              act=${(values) => sendEmpty('DELETE', `${path}/keys?${queryOf({ selector, force: values.force })}`)} done=${DOMAINS.deleted} ...${common} />
          `}
    </div>
  `;
}

/** A choice between what is safe and what is not. */
const force = ({ label, safe, forced }) => ({ name: 'force', label, kind: 'select', options: [['', safe], ['true', forced]] });

function Records({ records }) {
  return html`
    <section class="card-panel">
      <h2>${DOMAINS.records}</h2>
      <p class="soft">${records.length === 0 ? DOMAINS.noRecords : DOMAINS.recordsText}</p>
      <ul class="findings">
        ${records.map((record) => html`<li key=${`${record.purpose} ${record.name}`}><${DnsRecord} record=${record} /></li>`)}
      </ul>
    </section>
  `;
}

/** A record with its content for the forms of DNS providers, and for a zone file where that differs. */
function DnsRecord({ record: { purpose, name, type, value, text } }) {
  return html`
    <h3>${DOMAINS.purposes[purpose]} <span class="chip">${type}</span></h3>
    <${CopyField} label=${DOMAINS.recordName} value=${name} />
    ${text === null
      ? html`<p class="soft">${DOMAINS.unknownValues[purpose]}</p>`
      : html`
          <${CopyField} label=${DOMAINS.recordValue} value=${text} hint=${DOMAINS.valueHints[purpose]} />
          ${type === 'TXT' && html`<${CopyField} label=${DOMAINS.zoneValue} value=${value} />`}
        `}
  `;
}
