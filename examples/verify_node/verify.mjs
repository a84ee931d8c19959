// Decides what a licence key allows: "Order of the checks" of docs/formats/licence.md.
import { LICENCE } from "./parts/claims.mjs";
import { judgeHost } from "./parts/hosts.mjs";
import { TEST_KEY, findKey } from "./parts/keys.mjs";
import { findCertificate, isInScope, readCertificate } from "./parts/partner.mjs";
import { isRevoked } from "./parts/revocations.mjs";
import { Refused, need, parseJws, read } from "./parts/signed.mjs";

/** Whether a module may run with this key, and else the code of the first reason. */
export function verify(key, options) {
  try {
    need((key ?? "").length <= 16_384, "KEY_TOO_LARGE");
    const text = (key ?? "").replace(/[\s\p{Cf}]/gu, ""); // a part of "The text" of the page
    need(text, "KEY_MISSING");
    need(text.length <= 4096, "KEY_TOO_LARGE");
    const reasons = findReasons(readLicence(text, options), options);
    return { genuine: true, may_run: reasons.length === 0, code: reasons[0] ?? null };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { genuine: false, may_run: false, code: error.message };
  }
}

/** Steps 1 to 9: the claims of a genuine licence, and of the certificate it is under, if any. */
function readLicence(text, { keys, mode, certificates = "" }) {
  const [part, attached, ...more] = text.split("~");
  need(more.length === 0, "KEY_DAMAGED");
  const jws = parseJws(part);
  const test = jws.typ === "sx-test-licence+jwt";
  need(jws.typ !== "sx-partner+jwt", "KEY_IS_PARTNER_CERTIFICATE");
  need(test || jws.typ === "sx-licence+jwt", "KEY_NOT_A_LICENCE");
  need(!test || mode === "test", "TEST_KEY_REFUSED");
  const vendor = findKey(keys, jws.kid, "licence");
  const brought = attached ?? (vendor ? undefined : findCertificate(certificates, jws.kid));
  const partner = brought === undefined ? null : readCertificate(brought, keys, mode);
  const direct = test ? findKey([TEST_KEY], jws.kid) : vendor;
  const key = partner ? partner.jti === jws.kid && { x: partner.cnf.jwk.x } : direct;
  need(key, "KEY_UNKNOWN_SIGNER");
  const codes = ["KEY_FORGED", "LICENCE_UNREADABLE", "KEY_SIGNER_NOT_IN_USE"];
  const licence = read(jws, key, LICENCE, "iat", codes);
  need(!partner || isInScope(licence, partner, test), "PARTNER_OUT_OF_SCOPE");
  return { part, partner, licence };
}

/** Steps 10 to 14: what prevents a genuine licence from being used here. */
function findReasons(found, { product, hosts, releasedOn, freeSecurity, ...options }) {
  const { prd, exp, iat, sup, hst = [] } = found.licence;
  const { now, seenAt = 0, revocations: list } = options;
  const released = releasedOn ? Date.parse(releasedOn) / 1000 : 0;
  const time = Math.max(now, seenAt, iat, released, list?.iat ?? 0);
  const reasons = {
    LICENCE_REVOKED: list && isRevoked(list, found),
    WRONG_PRODUCT: prd !== product,
    HOST_NOT_LICENSED: hosts.some((host) => judgeHost(host, hst) === "HOST_NOT_LICENSED"),
    TRIAL_ENDED: typeof exp === "number" && time >= exp,
    RELEASE_NOT_COVERED: releasedOn && releasedOn > sup && !freeSecurity,
  };
  return Object.keys(reasons).filter((code) => reasons[code]);
}
