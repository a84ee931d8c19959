// Compact JWS with Ed25519, strictly ("Signed documents" of the format page).
import { createPublicKey, verify } from "node:crypto";
import { decode, parseJson } from "./json.mjs";

export class Refused extends Error {}

/** Go on, or refuse with this code. */
export function need(fine, code) {
  if (!fine) throw new Refused(code);
}

const REFUSED = ["crit", "jwk", "jku", "x5c", "x5u", "x5t", "b64"];

/** A document whose form is right; nothing in it is trusted yet. */
export function parseJws(text) {
  const parts = text.split(".");
  const whole = parts.length === 3 && parts[2].length >= 86; // 64 bytes in base64url
  need(text, "KEY_TRUNCATED");
  need(text.startsWith("eyJ"), whole ? "KEY_DAMAGED" : "KEY_NOT_A_LICENCE");
  need(whole || parts.length > 3, "KEY_TRUNCATED");
  const [header, payload, signature] = parts.map(decode);
  const head = whole && header && parseJson(header);
  need(head, "KEY_DAMAGED");
  const { alg, kid, typ } = head;
  need(parts[0].length <= 512 && !REFUSED.some((name) => name in head), "KEY_NOT_A_LICENCE");
  need(["EdDSA", "Ed25519"].includes(alg) && typeof typ === "string", "KEY_NOT_A_LICENCE");
  need(typeof kid === "string" && /^[A-Za-z0-9-]{1,32}$/.test(kid), "KEY_NOT_A_LICENCE");
  need(payload && signature?.length === 64, "KEY_DAMAGED");
  return { kid, typ, payload, signature, signed: text.slice(0, text.lastIndexOf(".")) };
}

/** The claims of a genuine document, or the code for its signature, claims or date. */
export function read(jws, { x, nbf, exp }, rules, dated, codes) {
  const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
  need(verify(null, Buffer.from(jws.signed), key, jws.signature), codes[0]);
  const claims = parseJson(jws.payload);
  need(claims && Object.entries(rules).every(([name, rule]) => rule(claims[name])), codes[1]);
  need((nbf ?? 0) <= claims[dated] && claims[dated] <= (exp ?? Infinity), codes[2]);
  return claims;
}
