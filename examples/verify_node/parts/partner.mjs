// "Partner certificate" and "Certificates in the channel" of the format page.
import { CERTIFICATE } from "./claims.mjs";
import { parseJson } from "./json.mjs";
import { TEST_KEY, findKey } from "./keys.mjs";
import { need, parseJws, read } from "./signed.mjs";

const DAY = 86_400;

/** The claims of a certificate that the vendor signed, or in test mode the published test key. */
export function readCertificate(text, keys, mode) {
  const jws = parseJws(text);
  const code = "PARTNER_CERTIFICATE_INVALID";
  const published = mode === "test" && jws.kid === TEST_KEY.kid;
  const key = published ? TEST_KEY : findKey(keys, jws.kid, "certificate");
  need(key && jws.typ === "sx-partner+jwt", code);
  const certificate = read(jws, key, CERTIFICATE, "nbf", [code, code, code]);
  need(!published || certificate.test, code);
  return certificate;
}

/** The line of the channel's file that claims this name; it is verified later. */
export function findCertificate(lines, jti) {
  const texts = lines.split("\n").map((line) => line.trim());
  return texts.find((line) => {
    try {
      return parseJson(parseJws(line).payload, 8)?.jti === jti;
    } catch {
      return false; // a comment, or no signed document
    }
  });
}

/** Whether the partner was entitled to issue this licence. */
export function isInScope(licence, certificate, test) {
  const { sub, prd = [], max, nbf, exp, msd, mxh = 50, ent = [] } = certificate;
  const { iat, hst = [] } = licence;
  const support = Date.parse(licence.sup) / 1000 - Math.floor(iat / DAY) * DAY;
  const mine = licence.iss === sub && prd.includes(licence.prd) && licence.seq <= max;
  const inWindow = nbf <= iat && iat <= exp && support <= msd * DAY;
  const inBounds = hst.length >= 1 && hst.length <= mxh;
  const granted = (licence.ent ?? []).every((entitlement) => ent.includes(entitlement));
  return mine && inWindow && inBounds && granted && test === (certificate.test === true);
}
