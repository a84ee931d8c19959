<?php
// "Revocation list" of the format page.
declare(strict_types=1);

namespace Licence;

/** The verified list; throws `Refused` where it is none. */
function readRevocations(string $text, array $keys): object
{
    $code = 'LIST_REFUSED';
    $jws = parseJws($text);
    $key = findKey($keys, $jws->kid, 'revocation');
    need($key && $jws->typ === 'sx-revocations+jwt', $code);
    $list = read($jws, $key, revocationRules(), 'iat', [$code, $code, $code]);
    [$records, $days] = [decode($list->keys ?? ''), decode($list->days ?? '')];
    need($records !== null && strlen($records) % 12 === 0, $code);
    need($days !== null && strlen($records) === strlen($days) * 6, $code);
    $hashes = $records === '' ? [] : str_split(bin2hex($records), 24); // 12 bytes each
    foreach (array_slice($hashes, 1) as $at => $hash) {
        need(strcmp($hashes[$at], $hash) < 0, $code);
    }
    $certificates = $list->certs ?? [];
    [$version, $issued] = [$list->ver, $list->iat];
    return (object) compact('version', 'issued', 'hashes', 'certificates');
}

/** Whether a licence is on the list: by its text, or by the certificate it was issued under. */
function isRevoked(object $list, string $part, object $licence, ?object $partner): bool
{
    if (in_array(substr(hash('sha256', $part), 0, 24), $list->hashes, true)) {
        return true;
    }
    foreach ($partner === null ? [] : $list->certificates as $entry) {
        if ($entry->id === $partner->jti && $licence->seq > ($entry->after_seq ?? 0)) {
            return true;
        }
    }
    return false;
}
