// "Revocation list" of the format page.
import { createHash } from "node:crypto";
import { REVOCATIONS } from "./claims.mjs";
import { decode } from "./json.mjs";
import { findKey } from "./keys.mjs";
import { need, parseJws, read } from "./signed.mjs";

const REFUSED = "LIST_REFUSED";

/** The verified list; throws `Refused` where it is none. */
export function readRevocations(text, keys) {
  const jws = parseJws(text);
  const key = findKey(keys, jws.kid, "revocation");
  need(key && jws.typ === "sx-revocations+jwt", REFUSED);
  const list = read(jws, key, REVOCATIONS, "iat", [REFUSED, REFUSED, REFUSED]);
  const [records, days] = [decode(list.keys ?? ""), decode(list.days ?? "")];
  need(records?.length % 12 === 0 && records.length === days?.length * 6, REFUSED);
  const hashes = records.toString("hex").match(/.{24}/g) ?? []; // 12 bytes each
  need(hashes.every((hash, at) => at === 0 || hashes[at - 1] < hash), REFUSED);
  return { ver: list.ver, iat: list.iat, hashes, certs: list.certs ?? [] };
}

/** Whether a licence is on the list: by its text, or by the certificate it was issued under. */
export function isRevoked({ hashes, certs }, { part, partner, licence }) {
  const hash = createHash("sha256").update(part).digest("hex").slice(0, 24);
  const reaches = ({ id, after_seq: last = 0 }) => id === partner.jti && licence.seq > last;
  return hashes.includes(hash) || (partner !== null && certs.some(reaches));
}
