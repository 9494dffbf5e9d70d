// Sends a file of spans to the agent, slice by slice: the file may be larger than the memory.

import { postSpans, RefusedError } from './api.js';
import { count, number } from './format.js';
import { elements, parse } from './json.js';

const SLICE_BYTES = 256 * 1024;
const MAX_BATCH_SPANS = 400;
const MAX_BATCH_BYTES = 512 * 1024 - MAX_BATCH_SPANS - 2; // commas and brackets too
const MAX_WHOLE_BYTES = 16 << 20;
const UTF8 = new TextEncoder();

export class Importer {
  #onProgress;
  #batch = [];
  #batchBytes = 0;
  #result = { spans: 0, skipped: 0, notJson: 0, refused: 0 };

  /** Calls onProgress(share) with 0 to 1. */
  constructor(onProgress) {
    this.#onProgress = onProgress;
  }

  /** Sends all of a file and gives what became of it as a text. */
  async read(file) {
    try {
      if (await isOneText(file)) {
        await this.#addLine(await file.text());
      } else {
        for await (const line of lines(file, this.#onProgress)) {
          await this.#addLine(line);
        }
      }
      await this.#send();
      return this.#summary();
    } catch (error) {
      return `${this.#summary()}, then stopped: ${error.message}`;
    }
  }

  async #addLine(line) {
    if (line.trim() === '') {
      return;
    }
    if (parse(line) === null) {
      this.#result.notJson++;
      return;
    }
    for (const text of elements(line)) {
      const bytes = UTF8.encode(text).length;
      if (this.#batch.length === MAX_BATCH_SPANS || this.#batchBytes + bytes > MAX_BATCH_BYTES) {
        await this.#send();
      }
      this.#batch.push(text);
      this.#batchBytes += bytes;
    }
  }

  async #send() {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    if (batch.length > 0) {
      await this.#post(batch);
    }
  }

  /** The agent refuses a whole batch for one bad span: halves tell which one it is. */
  async #post(batch) {
    let answer;
    try {
      answer = await postSpans(batch);
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        throw error;
      }
      if (batch.length === 1) {
        this.#result.refused++;
        return;
      }
      const half = batch.length >> 1;
      await this.#post(batch.slice(0, half));
      await this.#post(batch.slice(half));
      return;
    }
    this.#result.spans += answer.received;
    this.#result.skipped += answer.skipped;
  }

  #summary() {
    const { spans, skipped, notJson, refused } = this.#result;
    const parts = [`imported ${count(spans, 'span')}`, `${number(skipped)} skipped`];
    if (refused > 0) {
      parts.push(`${count(refused, 'span')} refused`);
    }
    if (notJson > 0) {
      parts.push(`${count(notJson, 'line')} ${notJson === 1 ? 'was' : 'were'} no JSON`);
    }
    return parts.join(', ');
  }
}

/** Whether a file is one JSON text over many lines; only of a file that fits into the memory easily. */
async function isOneText(file) {
  if (file.size > MAX_WHOLE_BYTES) {
    return false;
  }
  for await (const line of lines(file, () => {})) {
    if (line.trim() !== '') {
      return parse(line) === null && parse(await file.text()) !== null;
    }
  }
  return false;
}

async function* lines(file, onProgress) {
  const decoder = new TextDecoder();
  let begun = []; // parts of the line that goes on: joined once
  for (let at = 0; at < file.size; at += SLICE_BYTES) {
    const bytes = await file.slice(at, at + SLICE_BYTES).arrayBuffer();
    const [first, ...rest] = decoder.decode(bytes, { stream: true }).split('\n');
    begun.push(first);
    for (const next of rest) {
      yield begun.join('');
      begun = [next];
    }
    onProgress(Math.min(1, (at + SLICE_BYTES) / file.size));
  }
  yield begun.join('') + decoder.decode();
}
