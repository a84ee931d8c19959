<?php
// "Partner certificate" and "Certificates in the channel" of the format page.
declare(strict_types=1);

namespace Licence;

const DAY = 86_400;

/** The claims of a certificate that the vendor signed, or in test mode the published test key. */
function readCertificate(string $text, array $keys, string $mode): object
{
    $jws = parseJws($text);
    $code = 'PARTNER_CERTIFICATE_INVALID';
    $published = $mode === 'test' && $jws->kid === testKey()->kid;
    $key = $published ? testKey() : findKey($keys, $jws->kid, 'certificate');
    need($key && $jws->typ === 'sx-partner+jwt', $code);
    $certificate = read($jws, $key, certificateRules(), 'nbf', [$code, $code, $code]);
    need(!$published || ($certificate->test ?? false), $code);
    return $certificate;
}

/** The line of the channel's file that claims this name; it is verified later. */
function findCertificate(string $lines, string $jti): ?string
{
    foreach (array_map('trim', explode("\n", $lines)) as $line) {
        try {
            if ((parseJson(parseJws($line)->payload, 8)?->jti ?? null) === $jti) {
                return $line;
            }
        } catch (Refused) {
            continue; // a comment, or no signed document
        }
    }
    return null;
}

/** Whether the partner was entitled to issue this licence. */
function isInScope(object $licence, object $partner, bool $test): bool
{
    $hosts = count($licence->hst ?? []);
    $support = strtotime("$licence->sup UTC") - intdiv($licence->iat, DAY) * DAY;
    return $licence->iss === $partner->sub
        && in_array($licence->prd, $partner->prd ?? [], true)
        && isset($licence->seq) && $licence->seq <= $partner->max
        && $partner->nbf <= $licence->iat && $licence->iat <= $partner->exp
        && $support <= $partner->msd * DAY
        && $hosts >= 1 && $hosts <= ($partner->mxh ?? 50)
        && array_diff($licence->ent ?? [], $partner->ent ?? []) === []
        && $test === ($partner->test ?? false);
}
