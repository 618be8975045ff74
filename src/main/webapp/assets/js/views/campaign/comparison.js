import { compareCampaigns } from '../../api.js';
import { useCampaignNames } from '../../campaign-names.js';
import { intervalLabel } from '../../labels.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { announce } from '../../notices.js';
import { addressOf } from '../../route.js';
import { COMPARISON } from '../../texts-campaigns.js';
import { html, useEffect, useState } from '../../ui.js';

/** Compares the shown campaign with another one that the reader chooses. */
export function Comparison({ name, range, onProblem }) {
  const [text, setText] = useState('');
  const [other, setOther] = useState('');
  const names = useCampaignNames(text.trim(), onProblem);
  const compare = (event) => {
    event.preventDefault();
    setOther(text.trim());
  };
  return html`
    <section class="comparison" aria-labelledby="comparison-title">
      <h2 class="part-title" id="comparison-title">${COMPARISON.title}</h2>
      <form class="filters" method="dialog" onSubmit=${compare}>
        <div class="field">
          <label for="compare-other">${COMPARISON.other}</label>
          <input id="compare-other" type="text" list="compare-others" required autocomplete="off" spellcheck="false" dir="auto"
            value=${text} onInput=${({ target }) => setText(target.value)} />
          <datalist id="compare-others">${names.filter((one) => one !== name).map((one) => html`<option key=${one} value=${one}></option>`)}</datalist>
        </div>
        <div class="filter-actions"><button class="button" type="submit">${COMPARISON.compare}</button></div>
      </form>
      ${other && html`<${Compared} key=${other} first=${name} second=${other} range=${range} onProblem=${onProblem} />`}
    </section>
  `;
}

function Compared({ first, second, range, onProblem }) {
  const state = useLoaded(addressOf([], range), (signal) => compareCampaigns({ first, second }, range, { signal }), onProblem);
  useEffect(() => {
    if (state.content !== null) {
      announce(state.content.summary);
    }
  }, [state.content]);
  return html`<${Loaded} state=${state}>${(comparison) => html`<${Result} comparison=${comparison} />`}</${Loaded}>`;
}

/** What a comparison found, in words and numbers. */
export function Result({ comparison: { first, second, summary } }) {
  const { columns } = COMPARISON;
  return html`
    <p class="rate-words" dir="auto">${summary}</p>
    <div class="sheet">
      <table class="numbers" aria-labelledby="comparison-title">
        <thead>
          <tr><th scope="col">${columns.campaign}</th><th scope="col" class="number">${columns.count}</th><th scope="col" class="number">${columns.share}</th></tr>
        </thead>
        <tbody>
          ${[first, second].map((campaign) => html`
            <tr key=${campaign.name}>
              <th scope="row" dir="auto">${campaign.name}</th>
              <td class="number">${COMPARISON.of(campaign.count, campaign.of)}</td>
              <td class="number">${intervalLabel(campaign)}</td>
            </tr>
          `)}
        </tbody>
      </table>
    </div>
    <p class="hint">${COMPARISON.hint}</p>
  `;
}
