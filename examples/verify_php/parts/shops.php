<?php
// "Hosts" of the format page, continued: what the shop's address is to a licence.
declare(strict_types=1);

namespace Licence;

const RESERVED = '~(^|\.)(localhost|test|example|invalid|local|internal|home\.arpa|'
    . 'example\.(com|net|org))\z~';
const NOT_GLOBAL = '~^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|192\.0\.[02]|198\.1[89]|'
    . '198\.51\.100|203\.0\.113|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|2[45]\d)\.|'
    . '^(::1?\z|100::|2001:db8:|f[cd]..:|fe[89ab].:)~';
const WORD = '(test|testing|stage|staging|dev|devel|development|demo|acc|acceptance|uat|qa|int|'
    . 'integration|preview|preprod|sandbox|beta|local)[0-9]{0,3}';

function isLicensed(string $host, array $entries): bool
{
    $plain = fn (string $name) => preg_replace('~^www\.~', '', $name);
    $starred = preg_replace('~^[^.]*~', '*', $host);
    return in_array($starred, $entries, true)
        || in_array($plain($host), array_map($plain, $entries), true);
}

function isTestSystem(string $host, array $entries): bool
{
    if (filter_var($host, FILTER_VALIDATE_IP)) {
        return preg_match(NOT_GLOBAL, $host) === 1;
    }
    [$first, $rest] = explode('.', preg_replace('~^www\.~', '', $host), 2) + ['', ''];
    if (preg_match(RESERVED, $host)) {
        return true;
    }
    if (preg_match('~^' . WORD . '\z~', $first)) {
        return isLicensed($rest, $entries);
    }
    $without = preg_replace('~^' . WORD . '-|-' . WORD . '\z~', '', $first);
    $isJoined = $without !== $first && str_contains($rest, '.');
    return $isJoined && isLicensed("$without.$rest", $entries);
}

/** The code for one configured address of the shop; null where it is licensed. */
function judgeHost(string $address, array $entries): ?string
{
    $host = normaliseHost($address);
    if ($host === null) {
        return 'HOST_INVALID';
    }
    if ($entries === [] || isLicensed($host, $entries)) {
        return null;
    }
    return isTestSystem($host, $entries) ? 'HOST_TEST_SYSTEM' : 'HOST_NOT_LICENSED';
}
