const PATIENCE = 200; // milliseconds; a faster answer shows no loading line

/**
 * The requests of one view, one at a time: a new one aborts the one before. While the same content is read again it
 * stays on the page, also if that fails; other content is hidden as soon as its replacement is asked for.
 */
export class Loader {
  #status;
  #onProblem;
  #patience;
  #reading = null;
  #timer = 0;
  #shown = null;

  /** `status` shows how a request is doing; `onProblem` returns true if it handles a problem itself. */
  constructor(status, onProblem, patience = PATIENCE) {
    this.#status = status;
    this.#onProblem = onProblem;
    this.#patience = patience;
  }

  get isLoading() {
    return this.#reading !== null;
  }

  /**
   * Reads content and draws it; returns whether it was drawn. `name` tells the same content from other content, `read`
   * takes an AbortSignal, and `draw` takes what was read.
   */
  async load(name, read, draw) {
    const reading = this.#start(name === this.#shown);
    let content;
    try {
      content = await read(reading.signal);
    } catch (problem) {
      this.#fail(reading, problem, () => this.load(name, read, draw));
      return false;
    }
    if (reading.signal.aborted) {
      return false;
    }
    this.#end();
    this.#shown = name;
    this.#status.succeed();
    draw(content);
    return true;
  }

  /** Aborts the request and hides its content. */
  clear() {
    this.#reading?.abort();
    this.#end();
    this.#shown = null;
    this.#status.clear();
  }

  #start(isSame) {
    this.#reading?.abort();
    this.#end();
    this.#reading = new AbortController();
    this.#status.start(isSame);
    if (!isSame) {
      this.#shown = null;
      this.#timer = setTimeout(() => this.#status.wait(), this.#patience);
    }
    return this.#reading;
  }

  #fail(reading, problem, again) {
    if (reading.signal.aborted) {
      return;
    }
    this.#end();
    if (!this.#onProblem(problem)) {
      this.#status.fail(problem, again);
    }
  }

  #end() {
    clearTimeout(this.#timer);
    this.#reading = null;
  }
}
