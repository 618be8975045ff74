import { listCampaignNames } from './api.js';
import { useEffect, useState } from './ui.js';

const PAUSE = 150; // milliseconds without typing

/** The names of the newest campaigns that contain a text, which the server searches for while it is typed; none without `isWanted`. */
export function useCampaignNames(part, onProblem, isWanted = true) {
  const [names, setNames] = useState([]);
  useEffect(() => {
    if (!isWanted) {
      return undefined;
    }
    const ending = new AbortController();
    const read = () => listCampaignNames(part, { signal: ending.signal }).then(setNames, (problem) => ending.signal.aborted || onProblem(problem));
    const timer = setTimeout(read, part === '' ? 0 : PAUSE);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [part]);
  return names;
}
