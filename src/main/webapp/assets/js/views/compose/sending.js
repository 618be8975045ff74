import { Problem, submitMessage } from '../../api.js';

/** The answer to a batch: a line for the message, one for each recipient, and one with the totals. */
export class BatchAnswer {
  #decoder = new TextDecoder();
  #rest = '';
  /** `id` of the message, the number of recipients `answered` so far, and the last line as `end`. */
  result = { id: null, answered: 0, end: null };

  /** Takes a piece of the answer. */
  push(bytes) {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop();
    lines.filter((line) => line !== '').forEach((line) => this.#take(JSON.parse(line)));
  }

  #take(line) {
    if (this.result.id === null) {
      this.result.id = line.id;
    } else if (Object.hasOwn(line, 'position')) {
      this.result.answered++;
    } else {
      this.result.end = line;
    }
  }
}

/**
 * Sends a message or a batch: `{id, total, refused, delivery}`, with the delivery of an only recipient. `onStored` is told how many
 * recipients of a batch have been stored.
 */
export async function submit(request, key, onStored) {
  const response = await submitMessage(request, key);
  if (request.type === 'application/json') {
    const { id, deliveries } = await response.json();
    return { id, total: deliveries.length, refused: 0, delivery: deliveries[0] };
  }
  const answer = new BatchAnswer();
  const reader = response.body.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      answer.push(piece.value);
      onStored(answer.result.answered);
    }
  } catch {
    // A connection that breaks is a batch without an end.
  }
  const { id, end } = answer.result;
  if (end?.done !== true) {
    throw new Problem(end?.error ?? { title: 'The connection broke.', detail: '' });
  }
  return { id, total: end.accepted, refused: end.refused, delivery: null };
}

