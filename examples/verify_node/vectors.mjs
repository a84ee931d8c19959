// node vectors.mjs FILE...: runs the verifier over files of tests/vectors/licence_v1 and writes
// one line of JSON for each vector.
import { readFileSync } from "node:fs";
import { readRevocations } from "./parts/revocations.mjs";
import { Refused } from "./parts/signed.mjs";
import { verify } from "./verify.mjs";

const seconds = (text) => (text === undefined ? undefined : Date.parse(text) / 1000);

/** The list with the greatest version among those that are in order, and how many were not. */
function newest(texts, keys) {
  let [best, refused] = [undefined, 0];
  for (const text of texts.filter((entry) => entry !== undefined)) {
    try {
      const list = readRevocations(text, keys);
      if (best === undefined || list.ver > best.ver) best = list;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused += 1;
    }
  }
  return { best, refused };
}

for (const path of process.argv.slice(2)) {
  const { keys, vectors } = JSON.parse(readFileSync(path, "utf8"));
  for (const vector of vectors) {
    const { best, refused } = newest([vector.held, vector.revocations], keys);
    const answer = verify(vector.normalised ?? vector.key, {
      keys,
      product: vector.product,
      releasedOn: vector.released_on,
      freeSecurity: vector.free_security,
      hosts: vector.hosts,
      now: seconds(vector.now),
      seenAt: seconds(vector.seen_at),
      mode: vector.mode,
      revocations: best,
      certificates: vector.certificates,
    });
    console.log(JSON.stringify({ id: vector.id, ...answer, list_refused: refused > 0 }));
  }
}
